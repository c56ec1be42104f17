// Why a finding says what it says, and what was decided about it before: asked for when it is wanted.

import { h, fill, key, shown } from "./dom.js";
import { get, part } from "./api.js";
import { headline } from "./format.js";
import { t, when, word } from "./i18n.js";

export function makeStory() {
  let finding = null;
  const why = h("div");
  const past = h("div");
  const pastCount = h("span", { class: "num" });
  const element = h("details", { id: "story" }, h("summary", null, t("story"), " ", pastCount, " ", key("W")), why, past);
  element.addEventListener("toggle", () => element.open && load());

  async function load() {
    if (!finding) return;
    const asked = finding;
    try {
      const story = await get(`/api/finding/${part(asked.document)}/${part(asked.id)}`);
      if (asked !== finding) return;
      fill(why, explained(story));
      fill(past, told(story));
    } catch (error) {
      if (asked === finding) fill(why, h("p", { class: "note bad" }, error.message));
    }
  }

  return {
    show(next) {
      const changed = finding !== next || element.dataset.events !== String(next.history_count ?? 0);
      finding = next;
      element.dataset.events = String(next.history_count ?? 0);
      pastCount.textContent = next.history_count ? `(${next.history_count})` : "";
      if (changed) {
        fill(why);
        fill(past);
        if (element.open) load();
      }
      return element;
    },
    toggle() {
      element.open = !element.open;
    },
  };
}

function explained(story) {
  const { explain, steps } = story;
  const rule = explain ?? {};
  return [
    h(
      "p",
      null,
      h("span", { class: "faint" }, t("rule"), " "),
      h("code", null, rule.rule ?? rule.id ?? story.rule ?? t("rule.none")),
    ),
    rule.file ? h("p", { class: "faint" }, rule.file) : null,
    rule.kind ? h("p", { class: "faint" }, word("rule_kind", rule.kind)) : null,
    rule.pattern ? h("pre", { class: "rule" }, shown(rule.pattern)) : null,
    stepsOf(steps) ? h("pre", { class: "rule" }, shown(stepsOf(steps))) : null,
  ];
}

/** What the rules make of the sentence, step by step, as `rules explain` prints it. */
const stepsOf = (steps) =>
  typeof steps === "string"
    ? steps
    : (steps ?? [])
        .map((step) =>
          typeof step === "string"
            ? step
            : Object.values(step)
                .filter((one) => typeof one !== "object")
                .join("  "),
        )
        .join("\n");

function told(story) {
  const events = story.history ?? [];
  if (!events.length) return h("p", { class: "faint" }, t("history.none"));
  return h(
    "ul",
    { class: "history", "aria-label": t("history") },
    events.map((event) =>
      h(
        "li",
        null,
        h(
          "span",
          null,
          h("strong", null, word("did", event.action)),
          ` ${event.reviewer ?? ""}`,
          event.undone ? h("span", { class: "faint" }, ` (${t("history.undone")})`) : null,
        ),
        h("span", { class: "faint num" }, when(event.at)),
        event.value && typeof event.value === "object" ? h("span", null, shown(headline(story.field, event.value))) : null,
        event.reason ? h("span", { class: "faint" }, t(`reason.${event.reason}`)) : null,
        event.note ? h("span", null, shown(event.note)) : null,
      ),
    ),
  );
}
