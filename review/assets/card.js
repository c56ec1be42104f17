// The finding in hand: its value in words, what made it, what can be done about it.

import { h, fill, key, languageOf as wordsIn, shown } from "./dom.js";
import { REASONS, FIELD_NAMES, DEFAULTS } from "./fields.js";
import { read, likelyField } from "./numbers.js";
import { headline, others, subject, sure } from "./format.js";
import { valueForm } from "./form.js";
import { makeStory } from "./story.js";
import { state, isOpen, valueOf } from "./state.js";
import { t, when, word } from "./i18n.js";

/** actions: {accept, reject(reason), correct(value, reason, note), skip, note(text), add(found), undo, arms}. */
export function makeCard(actions) {
  const scroll = h("div", { class: "card", "aria-label": t("card"), role: "region", tabindex: "-1" });
  const foot = h("div", { class: "card-foot" }); // Stays in its place whatever the card holds, so that a hand finds its button.
  const element = h("section", { class: "card-pane-inside" }, scroll, foot);
  let finding = null;
  let position = "";
  let mode = "look"; // look reject correct note add
  let found = null; // {quote, anchor, block} to add.
  let banner = "";
  const story = makeStory();

  let asked = 0; // A drawing before the next frame, unless something draws earlier.
  function draw() {
    cancelAnimationFrame(asked);
    asked = 0;
    const focused = element.contains(document.activeElement) ? document.activeElement.dataset.action : null;
    fill(foot);
    if (mode === "add" && found) fill(scroll, addition());
    else if (!finding) fill(scroll, h("p", { class: "empty" }, t("card.none")));
    else if (mode === "correct") fill(scroll, head(), body(), correction());
    else {
      fill(scroll, head(), body(), story.show(finding));
      fill(foot, mode === "reject" ? rejection() : mode === "note" ? noting() : buttons());
    }
    foot.hidden = !foot.childElementCount;
    Object.assign(scroll.dataset, {
      document: finding?.document ?? "",
      finding: finding?.id ?? "",
      state: finding?.state ?? "",
      mode,
    });
    if (focused) (element.querySelector(`[data-action="${focused}"]`) ?? scroll).focus({ preventScroll: true });
  }

  const head = () =>
    h(
      "header",
      { class: "top field", "data-field": finding.field },
      h("span", { class: "swatch" }),
      h("span", { class: "field-name" }, t(`field.${finding.field}`)),
      h("span", { class: "state", "data-state": finding.state }, word("state", finding.state)),
      h("span", { class: "end num" }, position),
    );

  function body() {
    const { field } = finding;
    const value = valueOf(finding);
    const about = shown(subject(field, value));
    const context = (Array.isArray(finding.context) ? finding.context : String(finding.context ?? "").split(" ")).filter(Boolean);
    return [
      banner ? h("p", { class: "note" }, banner) : null,
      h(
        "div",
        { role: "status", "aria-live": "polite", "aria-atomic": "true" },
        h("p", { class: "value", "data-role": "value", lang: wordsIn(headline(field, value)) }, shown(headline(field, value))),
        about ? h("p", { class: "subject", lang: wordsIn(about) }, about) : null,
      ),
      h("blockquote", { class: "quote field", "data-field": field, lang: languageOf(finding) }, shown(finding.quote ?? "")),
      finding.conversion ? h("p", { class: "conversion" }, shown(finding.conversion)) : null,
      context.length ? h("p", { class: "note" }, context.map((name) => word("context", name)).join(" · ")) : null,
      finding.state === "stale" ? stale() : null,
      finding.state === "vanished" ? h("p", { class: "note" }, t("vanished.means")) : null,
      decided(),
      mode === "correct"
        ? null
        : h(
            "dl",
            { class: "members" },
            others(field, value).flatMap(([name, words]) => [h("dt", null, name), h("dd", null, shown(String(words)))]),
            finding.confidence == null ? null : [h("dt", null, t("confidence")), h("dd", null, sure(finding.confidence))],
          ),
    ];
  }

  function stale() {
    const { decision, field } = finding;
    const old = decision?.old_value ? headline(field, decision.old_value) : "—";
    return h("p", { class: "note" }, t("stale.was", { value: old, now: headline(field, finding.value) }));
  }

  function decided() {
    const { decision } = finding;
    const before = finding.state === "stale" || finding.state === "vanished"; // Decided, but not on what is there now.
    if (!decision || (isOpen(finding) && !before)) return null;
    const words = [
      t("decided", {
        state: word("state", before ? "decided" : finding.state),
        who: decision.reviewer ?? "",
        when: when(decision.at),
      }),
    ];
    if (decision.reason) words.push(t(`reason.${decision.reason}`));
    if (decision.note) words.push(decision.note);
    return h("p", { class: "faint" }, words.join(" · "));
  }

  const button = (name, letter, run, kind, words = name) =>
    h(
      "button",
      { type: "button", class: kind, "data-action": name, "aria-keyshortcuts": letter, onclick: run },
      t(`action.${words}`),
      key(letter),
    );

  const buttons = () =>
    h(
      "div",
      { class: "actions", role: "group", "aria-label": t("actions") },
      button("accept", "A", actions.accept, "good wide", finding.state === "vanished" ? "keep" : "accept"),
      button("correct", "E", () => enter("correct")),
      button("reject", "X", () => enter("reject"), "bad", finding.state === "vanished" ? "drop" : "reject"),
      button("skip", "S", actions.skip),
      button("note", "N", () => enter("note")),
    );

  const rejection = () =>
    h(
      "div",
      { class: "reasons", role: "group", "aria-label": t("reject.why") },
      h("p", { class: "label" }, t("reject.why")),
      REASONS.map((name, i) =>
        h(
          "button",
          { type: "button", onclick: () => actions.reject(name), "aria-keyshortcuts": String(i + 1) },
          key(String(i + 1)),
          h("span", null, t(`reason.${name}`), " ", h("span", { class: "faint" }, t(`reason.${name}.means`))),
        ),
      ),
      h("button", { type: "button", class: "plain", onclick: leave }, key("Esc"), t("cancel")),
    );

  function correction() {
    const form = valueForm(finding.field, {
      value: valueOf(finding),
      quote: finding.quote,
      arms: state.document?.arms,
      reasons: true,
      title: t("action.correct"),
      save: actions.correct,
      cancel: leave,
    });
    queueMicrotask(form.start);
    return form;
  }

  function noting() {
    const input = h("textarea", { "aria-label": t("note"), placeholder: t("note.placeholder") });
    const save = () => {
      if (input.value.trim()) {
        actions.note(input.value.trim());
        leave();
      }
    };
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape") {
        event.stopPropagation();
        leave();
      }
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        save();
      }
    });
    queueMicrotask(() => input.focus());
    return h(
      "div",
      { class: "form" },
      h("label", { class: "whole" }, h("span", null, t("note")), input),
      h(
        "div",
        { class: "whole buttons" },
        h("button", { type: "button", onclick: leave }, t("cancel"), key("Esc")),
        h("button", { type: "button", class: "primary", onclick: save }, t("save"), key("⏎")),
      ),
    );
  }

  function addition() {
    let field = found.field ?? likelyField(found.quote);
    const holder = h("div");
    const chips = h("div", { class: "chips", role: "radiogroup", "aria-label": t("add.field") });
    const choose = (name) => {
      field = name;
      show();
      form.start();
    };
    let form = null;
    const show = () => {
      fill(
        chips,
        FIELD_NAMES.map((name, i) =>
          h(
            "button",
            {
              type: "button",
              class: "field",
              "data-field": name,
              role: "radio",
              "aria-checked": String(name === field),
              "aria-pressed": String(name === field),
              tabindex: name === field ? "0" : "-1",
              onclick: () => choose(name),
            },
            key(String(i + 1)),
            t(`field.${name}`),
          ),
        ),
      );
      form = valueForm(field, {
        value: { ...DEFAULTS[field], ...defined(read(field, found.quote)) },
        quote: found.quote,
        arms: state.document?.arms,
        title: t("add"),
        save: (value, reason, note) => actions.add({ field, value, note, quote: found.quote, anchor: found.anchor }),
        cancel: leave,
      });
      fill(holder, form);
    };
    chips.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const chosen = FIELD_NAMES[Number(event.key) - 1];
      if (!step && !chosen && event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") return leave();
      if (chosen || event.key === "Enter") return choose(chosen ?? field);
      field = FIELD_NAMES[(FIELD_NAMES.indexOf(field) + step + FIELD_NAMES.length) % FIELD_NAMES.length];
      show();
      chips.querySelector("[aria-checked=true]").focus();
    });
    show();
    queueMicrotask(() => chips.querySelector("[aria-checked=true]").focus()); // First what it is, then its numbers.
    return [
      h("header", { class: "top" }, h("strong", null, t("add"))),
      h("blockquote", { class: "quote", lang: found.block?.lang }, shown(found.quote)),
      chips,
      holder,
    ];
  }

  function enter(next) {
    mode = next;
    draw();
    if (next === "reject") element.querySelector(".reasons button")?.focus({ preventScroll: true });
  }

  function leave() {
    const was = mode;
    mode = "look";
    found = null;
    draw();
    if (was !== "look") scroll.focus({ preventScroll: true });
    actions.left?.();
  }

  return {
    element,
    get mode() {
      return mode;
    },
    show(newFinding, newPosition, newBanner = "") {
      if (finding !== newFinding) mode = "look";
      finding = newFinding;
      position = newPosition;
      banner = newBanner;
      draw();
    },
    /** The same finding, changed. Most often the next one comes in hand at once. */
    refresh() {
      asked ||= requestAnimationFrame(() => (mode === "look" ? draw() : (asked = 0)));
    },
    enter,
    leave,
    add(words) {
      found = words;
      mode = "add";
      draw();
    },
    toggleStory: () => story.toggle(),
  };
}

const defined = (value) => Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined));

function languageOf(finding) {
  const lang = state.document?.blocks[finding.anchor?.[0]?.block]?.lang;
  return lang && lang !== "und" && lang !== "mul" ? lang : null;
}
