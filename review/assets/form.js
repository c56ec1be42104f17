// The small form of a value, typed by its field: what is empty is not reported, and zero is zero.

import { h, fill, isTyping, key } from "./dom.js";
import { t, word } from "./i18n.js";
import { FIELDS, REASONS } from "./fields.js";
import { duration as readDuration, days, plain, read } from "./numbers.js";
import { headline, duration as sayDuration } from "./format.js";
import { memberProblem, problems, remarks } from "./check.js";

const VOCABULARY = { analysis_set: "analysis" };
let forms = 0;

/** A form for `value` of `field`. `save(value, reason, note)` is called with a value that passed every check.
    options: {value, quote, arms, reasons, title, save, cancel} */
export function valueForm(field, options) {
  const id = `form${++forms}`;
  let value = { ...options.value };
  const inputs = new Map();
  const problemOf = new Map();
  const preview = h("p", { class: "preview", "aria-live": "polite" });
  const remark = h("div", { class: "remark", role: "status" });
  const submit = h("button", { class: "primary", type: "submit" }, t("save"), key("⏎"));
  const reason = options.reasons
    ? h(
        "select",
        { name: "reason" },
        h("option", { value: "" }, t("reason.none")),
        REASONS.map((name) => h("option", { value: name }, t(`reason.${name}`))),
      )
    : null;
  const note = h("input", { name: "note", autocomplete: "off" });

  function look() {
    const wrong = new Map();
    for (const member of FIELDS[field]) {
      const there = inputs.get(member.name);
      const visible = !member.when || member.when(value);
      there.row.hidden = !visible;
      if (!visible) continue;
      const problem = there.unreadable
        ? t(member.kind === "duration" ? "problem.duration" : "problem.number")
        : memberProblem(member, value[member.name]);
      if (problem) wrong.set(member.name, problem);
    }
    for (const [name, words] of problems(field, value)) if (!wrong.has(name)) wrong.set(name, words);
    for (const [name, { input }] of inputs) {
      input.setAttribute("aria-invalid", String(wrong.has(name)));
      problemOf.get(name).textContent = wrong.get(name) ?? "";
    }
    submit.disabled = wrong.size > 0;
    preview.textContent = wrong.size ? "" : headline(field, value);
    fill(
      remark,
      remarks(field, value, options.quote).map((words) => h("p", null, words)),
    );
    return wrong.size === 0;
  }

  function set(name, entered) {
    if (entered === undefined) delete value[name];
    else value[name] = entered;
    if (name === "duration" && field === "follow_up") {
      delete value.days;
      const worked = entered && days(entered);
      if (worked) value.days = worked;
    }
    if (name === "outcome" || name === "name") delete value.concept; // It was the term for other words.
    if (name === "low" && field === "dose" && inputs.get("high").input.value === "") value.high = entered;
  }

  const row = (member) => {
    const made = memberInput(id, field, member, value, options.arms ?? []);
    const problem = h("span", { class: "problem", id: `${id}-${member.name}-problem` });
    made.input.setAttribute("aria-describedby", problem.id);
    made.row.append(problem);
    made.changed = () => {
      const { entered, unreadable } = made.read();
      made.unreadable = unreadable;
      set(member.name, entered);
      look();
    };
    made.input.addEventListener("input", made.changed);
    inputs.set(member.name, made);
    problemOf.set(member.name, problem);
    return made.row;
  };

  const quick = h("input", { class: "whole", autocomplete: "off", placeholder: t(`quick.${field}`), "aria-label": t("quick") });
  quick.addEventListener("input", () => {
    const found = read(field, quick.value);
    for (const [name, entered] of Object.entries(found)) {
      if (entered === undefined) continue;
      value[name] = entered;
      inputs.get(name)?.show(entered);
    }
    look();
  });

  const more = FIELDS[field].filter((member) => member.rare);
  const form = h(
    "form",
    { class: "form", novalidate: true, autocomplete: "off", "aria-label": options.title ?? t(`field.${field}`) },
    h("label", { class: "whole" }, h("span", null, t("quick")), quick),
    FIELDS[field].filter((member) => !member.rare).map(row),
    more.length
      ? h(
          "details",
          { class: "whole", open: more.some((member) => value[member.name] !== undefined) },
          h("summary", null, t("form.more")),
          h("div", { class: "form" }, more.map(row)),
        )
      : null,
    reason && h("label", { class: "whole" }, h("span", null, t("reason")), reason),
    h("label", { class: "whole" }, h("span", null, t("note")), note),
    h("p", { class: "whole faint" }, t("form.empty")),
    h(
      "footer",
      null,
      remark,
      h(
        "div",
        { class: "line" },
        preview,
        h(
          "span",
          { class: "buttons" },
          options.cancel && h("button", { type: "button", onclick: options.cancel }, t("cancel"), key("Esc")),
          submit,
        ),
      ),
    ),
  );

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (look()) options.save(tidy(field, value), reason?.value ?? "", note.value.trim());
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    if (isTyping(event.target)) event.target.blur();
    options.cancel?.();
  });
  look();
  /** Puts the cursor where the person most likely changes something. */
  form.start = () => quick.focus();
  return form;
}

/** Members that the chosen statistic has no place for do not stay behind unseen. */
function tidy(field, value) {
  const kept = { ...value };
  for (const member of FIELDS[field]) if (member.when && !member.when(value)) delete kept[member.name];
  if (kept.p === undefined) delete kept.p_relation;
  if (field === "dose" && kept.high === undefined) kept.high = kept.low;
  return kept;
}

function memberInput(id, field, member, value, arms) {
  const label = t(`member.${member.name}`);
  const name = `${id}-${member.name}`;
  const current = value[member.name];
  if (member.kind === "check") {
    const input = h("input", { type: "checkbox", name: member.name, checked: current === true });
    return {
      input,
      row: h("label", { class: "check whole" }, input, h("span", null, label)),
      read: () => ({ entered: input.checked || undefined }),
      show: (entered) => {
        input.checked = entered === true;
      },
    };
  }
  if (member.kind === "choice") {
    const vocabulary = VOCABULARY[member.name] ?? member.name;
    const options = member.options.includes(current) || current === undefined ? member.options : [...member.options, current];
    const input = h(
      "select",
      { name: member.name },
      h("option", { value: "" }, t("not_reported")),
      options.map((option) => h("option", { value: option }, member.literal ? option : word(vocabulary, option))),
    );
    input.value = current ?? "";
    return {
      input,
      row: labelled(label, input, member),
      read: () => ({ entered: input.value || undefined }),
      show: (entered) => {
        input.value = entered;
      },
    };
  }
  const input = h("input", {
    name: member.name,
    autocomplete: "off",
    spellcheck: "false",
    placeholder: member.required ? "" : t("not_reported"),
    ...(member.kind === "number" || member.kind === "whole" ? { inputmode: "decimal" } : {}),
  });
  const suggestions = member.kind === "arm" ? arms.map((arm) => arm.label ?? arm) : member.suggestions;
  const list = suggestions?.length
    ? h(
        "datalist",
        { id: `${name}-list` },
        suggestions.map((one) => h("option", { value: one })),
      )
    : null;
  if (list) input.setAttribute("list", list.id);
  const show = (entered) => {
    input.value = entered === undefined ? "" : member.kind === "duration" ? sayDuration(entered) : String(entered);
  };
  show(current);
  return { input, row: labelled(label, input, member, list), read: () => readInput(member, input.value), show };
}

const labelled = (label, input, member, more) =>
  h("label", { class: member.whole ? "whole" : null }, h("span", null, label), input, more);

/** What was typed, as the member keeps it; `unreadable` where it makes no sense. Nothing typed is nothing said. */
function readInput(member, typed) {
  const line = typed.trim();
  if (!line) return {};
  if (member.kind === "duration") {
    const entered = readDuration(line);
    return entered ? { entered } : { unreadable: true };
  }
  if (member.kind !== "number" && member.kind !== "whole") return { entered: line };
  const digits = plain(line)
    .replace(/ ?x ?10 ?\^? ?([-+]?\d+)/i, "e$1")
    .replace(/%$/, "");
  return /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(digits) ? { entered: Number(digits) } : { unreadable: true };
}
