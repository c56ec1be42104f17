// The list of findings: only the rows in sight are elements, whatever its length.

import { h, languageOf, shown } from "./dom.js";
import { SETTLED, nameOf, valueOf } from "./state.js";
import { headline, sure } from "./format.js";
import { count, t, word } from "./i18n.js";
import { onAppearance } from "./settings.js";

const ROW_REM = 3.75;
const BEYOND = 4; // Rows drawn out of sight, above and below.
const NEAR_END = 15; // Rows from the end at which more are asked for.

/** options: pick(finding), more(), rows() → findings, scope() → "queue" | "document", total() → how many there are with those not here yet. */
export function makeList({ pick, more, rows, scope, total }) {
  const space = h("div", { class: "list-space" });
  const element = h("div", { class: "list", role: "listbox", tabindex: "0", "aria-label": t("findings"), id: "findings" }, space);
  let current = null;

  let height = 0; // Of a row in pixels, measured when the size of text changes.
  const measure = () => {
    height = ROW_REM * parseFloat(getComputedStyle(document.documentElement).fontSize);
  };
  measure();
  onAppearance(() => {
    measure();
    draw();
  });

  function row(finding, index, length) {
    const value = shown(headline(finding.field, valueOf(finding))) || shown(finding.quote ?? "");
    const about = [t(`field.${finding.field}`), finding.arm, scope() === "queue" ? finding.document_title : finding.rule];
    const selected = current !== null && nameOf(finding) === current;
    const made = h(
      "div",
      {
        class: `row field${SETTLED.has(finding.state) ? " settled" : ""}`,
        role: "option",
        id: `row-${index}`,
        "data-field": finding.field,
        "data-state": finding.state,
        "aria-selected": String(selected),
        "aria-posinset": index + 1,
        "aria-setsize": length,
        title: finding.rule,
        onclick: () => pick(finding),
      },
      h("span", { class: "value", lang: languageOf(value) }, value),
      finding.state === "pending"
        ? h("span", { class: "state for-readers" }, word("state", "pending"))
        : h("span", { class: "state", "data-state": finding.state }, word("state", finding.state)),
      h(
        "span",
        { class: "about" },
        h("span", { class: "field-name" }, about[0]),
        about
          .slice(1)
          .filter(Boolean)
          .map((part) => ` · ${shown(part)}`),
      ),
      h("span", { class: "sure", title: t("confidence") }, finding.rule ? sure(finding.confidence) : ""),
    );
    made.style.transform = `translateY(${index * height}px)`;
    return made;
  }

  let asked = 0;
  /** Draws before the next frame, once however often it is asked for. */
  const draw = () => {
    asked ||= requestAnimationFrame(drawNow);
  };

  function drawNow() {
    asked = 0;
    if (!element.isConnected) return;
    const all = rows();
    space.style.height = `${all.length * height}px`;
    const first = Math.max(0, Math.floor(element.scrollTop / height) - BEYOND);
    const last = Math.min(all.length, Math.ceil((element.scrollTop + element.clientHeight) / height) + BEYOND);
    const made = [];
    for (let i = first; i < last; ++i) made.push(row(all[i], i, all.length));
    space.replaceChildren(...made);
    if (!all.length) space.append(h("p", { class: "empty" }, t("list.empty")));
    const at = current === null ? -1 : all.findIndex((one) => nameOf(one) === current);
    element.setAttribute("aria-activedescendant", at >= first && at < last ? `row-${at}` : "");
    if (last > all.length - NEAR_END) more();
  }

  element.addEventListener("scroll", draw, { passive: true });
  new ResizeObserver(draw).observe(element);

  return {
    element,
    draw,
    /** Marks the finding in hand and brings its row into sight. */
    current(finding) {
      current = finding ? nameOf(finding) : null;
      const all = rows();
      const at = finding ? all.findIndex((one) => nameOf(one) === current) : -1;
      space.style.height = `${all.length * height}px`;
      if (at >= 0) {
        const top = at * height;
        if (top < element.scrollTop + height || top + 2 * height > element.scrollTop + element.clientHeight)
          element.scrollTop = top - element.clientHeight / 2 + height / 2;
      }
      draw();
    },
    position(finding) {
      const all = rows();
      const at = finding ? all.findIndex((one) => nameOf(one) === nameOf(finding)) : -1;
      return at < 0 ? "" : `${count(at + 1)} / ${count(Math.max(total?.() ?? 0, all.length))}`;
    },
  };
}
