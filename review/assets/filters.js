// What the list is narrowed to. The filter is the address's; this only shows and changes it.

import { h, fill, key, settled } from "./dom.js";
import { FIELD_NAMES } from "./fields.js";
import { t, word } from "./i18n.js";

const STATES = ["open", "pending", "stale", "skipped", "accepted", "corrected", "rejected", "added", "vanished", "all"];
const LANGUAGES = ["en", "zh-Hans", "zh-Hant"];

/** change(filter) is called with the whole new filter. `tally` says how many findings it leaves, `many` does something with all of them; rules() names
    the rules that may be asked for. */
export function makeFilters(change, tally, many, rules) {
  let filter = {};
  const search = h("input", {
    type: "search",
    placeholder: t("filter.search"),
    "aria-label": t("filter.search"),
    autocomplete: "off",
  });
  const chips = h("div", { class: "chips", role: "group", "aria-label": t("filter.fields") });
  const fixed = h("div", { class: "chips" });
  const pick = (name, options, labels) => {
    const select = h(
      "select",
      { "aria-label": t(`filter.${name}`) },
      options.map((option, i) => h("option", { value: option }, labels[i])),
    );
    select.addEventListener("change", () => set(name, select.value));
    return select;
  };
  const states = pick(
    "state",
    ["", ...STATES.slice(1)],
    [t("filter.open"), ...STATES.slice(1).map((name) => word("state", name))],
  );
  const languages = pick("lang", ["", ...LANGUAGES], [t("filter.languages"), ...LANGUAGES.map((tag) => t(`language.${tag}`))]);
  const seen = new Set();
  const known = h("datalist", { id: "rules" });
  const rule = h("input", {
    list: known.id,
    placeholder: t("filter.rule"),
    "aria-label": t("filter.rule"),
    autocomplete: "off",
    spellcheck: "false",
  });
  const sure = pick(
    "max_confidence",
    ["", "0.95", "0.9", "0.8", "0.7", "0.5"],
    [t("filter.sure"), ...["95", "90", "80", "70", "50"].map((n) => `≤ ${n}%`)],
  );

  function set(name, value) {
    filter = { ...filter, [name]: value };
    if (!value) delete filter[name];
    change(filter);
    show(filter);
  }

  const typed = settled(150, () => set("q", search.value.trim()));
  search.addEventListener("input", (event) => event.isComposing || typed());
  search.addEventListener("compositionend", typed);
  rule.addEventListener("change", () => set("rule", rule.value.trim())); // A whole name; half of one names no rule.
  for (const input of [search, rule]) {
    input.addEventListener("keydown", (event) => {
      if (event.isComposing || (event.key !== "Escape" && event.key !== "Enter")) return;
      event.preventDefault();
      input.blur();
    });
  }

  function toggle(field) {
    const chosen = new Set((filter.field ?? "").split(",").filter(Boolean));
    if (!chosen.delete(field)) chosen.add(field);
    set("field", [...chosen].join(","));
  }

  function show(now) {
    filter = now;
    for (const name of rules()) seen.add(name);
    fill(
      known,
      [...seen].sort().map((name) => h("option", { value: name })),
    );
    const chosen = (now.field ?? "").split(",");
    const focused = chips.contains(document.activeElement) ? document.activeElement.dataset.field : null;
    fill(
      chips,
      FIELD_NAMES.map((name) =>
        h(
          "button",
          {
            type: "button",
            class: "field",
            "data-field": name,
            "aria-pressed": String(chosen.includes(name)),
            onclick: () => toggle(name),
          },
          h("span", { class: "swatch" }),
          t(`field.${name}`),
        ),
      ),
    );
    if (focused) chips.querySelector(`[data-field="${focused}"]`).focus();
    for (const [name, input] of [
      ["q", search],
      ["rule", rule],
      ["state", states],
      ["lang", languages],
      ["max_confidence", sure],
    ])
      if (document.activeElement !== input) input.value = now[name] ?? "";
    fill(
      fixed,
      ["document", "trial"]
        .filter((name) => now[name])
        .map((name) =>
          h(
            "button",
            { type: "button", "aria-pressed": "true", onclick: () => set(name, ""), title: t("filter.remove") },
            `${t(`filter.${name}`)}: ${now[name].slice(0, 28)} ✕`,
          ),
        ),
    );
    fixed.hidden = !fixed.childElementCount;
    details.open = details.open || Boolean(now.rule || now.max_confidence || now.lang);
  }

  const details = h(
    "details",
    null,
    h("summary", { class: "faint" }, t("filter.more")),
    h("div", { class: "filters" }, h("div", { class: "pair" }, languages, sure), rule, known),
  );
  const element = h(
    "div",
    { class: "filters", role: "search" },
    h("div", { class: "line" }, search, key("/")),
    chips,
    h("div", { class: "line" }, states, tally),
    h("div", { class: "more" }, details, many),
    fixed,
  );
  return {
    element,
    show,
    focus: () => {
      search.focus();
      search.select();
    },
  };
}
