// The pane a person reads in: head, text, gutter, and what happens when words are clicked, selected or looked for.

import { h, fill, key, shown } from "./dom.js";
import { part } from "./api.js";
import { viewOf } from "./documents.js";
import { placeOf } from "./render.js";
import { headsOf } from "./grid.js";
import { findingsAt, mark, markCurrent, markedRange, markFound, showMarks } from "./marks.js";
import { makeGutter } from "./gutter.js";
import { findWords, selectedWords } from "./selection.js";
import { address } from "./route.js";
import { t } from "./i18n.js";

/** options: pick(finding), add(words). */
export function makeReading({ pick, add }) {
  const head = h("header", { class: "reading-head" });
  const scroller = h("div", { class: "reading-scroll", tabindex: "0", role: "region", "aria-label": t("document") });
  const gutter = makeGutter(scroller, pick);
  const bar = h(
    "div",
    { class: "selection-bar", hidden: true },
    h("button", { type: "button", onclick: () => addSelected() }, t("add"), key("I")),
  );
  const finder = makeFinder();
  const body = h("div", { class: "reading-body" }, scroller, gutter.element, bar, finder.element);
  const element = h("section", { class: "reading-pane", "aria-label": t("document") }, head, body);
  let view = null;
  let document_ = null;
  let current = null;
  let lit = []; // Cells that are marked as the current one's heads.
  let scrolling = 0;

  function show(next) {
    if (next === document_) return;
    document_ = next;
    current = null;
    lit = [];
    view = viewOf(next);
    fill(head, headOf(next));
    scroller.replaceChildren(view.root);
    scroller.scrollTop = 0;
    showMarks(view, next.findings);
    gutter.show(view, next.findings);
    bar.hidden = true;
  }

  function setCurrent(finding, { scroll = true } = {}) {
    current = finding;
    for (const cell of lit) cell.classList.remove("is-current", "is-head");
    lit = [];
    const range = finding ? markedRange(finding) : null;
    markCurrent(range);
    gutter.current(finding);
    if (!range) return;
    light(finding);
    if (scroll) centre(range, ++scrolling, 3);
  }

  /** In a table the cell and its heads are shown with it. */
  function light(finding) {
    const block = document_.blocks[finding.anchor[0].block];
    if (block?.kind !== "cell") return;
    const set = (i, name) => {
      view.elements[i]?.classList.add(name);
      lit.push(view.elements[i]);
    };
    set(block.i, "is-current");
    for (const one of headsOf(document_.blocks, block)) set(one.i, "is-head");
    view.elements[block.i].scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Brings a range to the middle. What lies above may get its true height only now, so it is looked at again. */
  function centre(range, turn, tries) {
    const box = range.getBoundingClientRect();
    const port = scroller.getBoundingClientRect();
    const off = box.top + Math.min(box.height, port.height) / 2 - (port.top + port.height / 2);
    if (Math.abs(off) > 4) scroller.scrollTop += off;
    if (tries > 1) requestAnimationFrame(() => turn === scrolling && centre(range, turn, tries - 1));
  }
  for (const name of ["wheel", "pointerdown", "touchstart"])
    scroller.addEventListener(name, () => ++scrolling, { passive: true });

  scroller.addEventListener("click", (event) => {
    if (!getSelection().isCollapsed) return;
    const at = document.caretPositionFromPoint?.(event.clientX, event.clientY);
    const place = at && placeOf(at.offsetNode);
    if (!place) return;
    const hits = findingsAt(document_.findings, place.block, place.sentence, at.offset);
    if (!hits.length) return;
    pick(hits[(hits.indexOf(current) + 1) % hits.length]); // A second click takes the next of those that overlap.
  });

  document.addEventListener("selectionchange", () => {
    if (!element.isConnected || !view) return;
    const words = selectedWords(view);
    bar.hidden = !words || words === "wide";
    if (bar.hidden) return;
    const box = getSelection().getRangeAt(0).getBoundingClientRect();
    const port = body.getBoundingClientRect();
    bar.style.left = `${Math.max(8, Math.min(box.left - port.left, port.width - 140))}px`;
    bar.style.top = `${Math.max(4, Math.min(box.bottom - port.top + 6, port.height - 48))}px`;
  });

  function addSelected() {
    const words = view && selectedWords(view);
    if (!words || words === "wide") return false;
    getSelection().removeAllRanges();
    take(words);
    return true;
  }

  function take(words) {
    bar.hidden = true;
    const range = rangeFor(words);
    markFound(range);
    if (range) centre(range, ++scrolling, 2);
    add(words);
  }

  function rangeFor(words) {
    const first = words.anchor[0];
    const last = words.anchor[words.anchor.length - 1];
    const range = document.createRange();
    range.setStart(view.texts[first.block][first.sentence], first.start);
    range.setEnd(view.texts[last.block][last.sentence], last.end);
    return range;
  }

  /** Words to add are looked for by typing them, for who has no mouse. */
  function makeFinder() {
    const input = h("input", { type: "search", "aria-label": t("find"), placeholder: t("find"), autocomplete: "off" });
    const tally = h("span", { class: "faint num", role: "status" });
    const box = h("div", { class: "find", hidden: true }, h("label", null, h("span", null, t("find.label")), input), tally);
    let hits = [];
    let at = 0;
    const look = () => {
      hits = findWords(view, input.value);
      at = 0;
      step(0);
    };
    const step = (by) => {
      if (hits.length) at = (at + by + hits.length) % hits.length;
      const range = hits.length ? rangeFor(hits[at]) : null;
      markFound(range);
      if (range) centre(range, ++scrolling, 2);
      tally.textContent = input.value.trim() ? t("find.hits", { at: hits.length ? at + 1 : 0, n: hits.length }) : "";
    };
    const close = () => {
      box.hidden = true;
      markFound(null);
      scroller.focus({ preventScroll: true });
    };
    input.addEventListener("input", (event) => event.isComposing || look());
    input.addEventListener("compositionend", look);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Escape") {
        event.stopPropagation();
        close();
      }
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        step(event.key === "ArrowDown" ? 1 : -1);
      }
      if (event.key === "Enter" && hits.length) {
        event.preventDefault();
        const hit = hits[at];
        close();
        take(hit);
      }
    });
    return {
      element: box,
      open() {
        box.hidden = false;
        input.value = "";
        tally.textContent = "";
        input.focus();
      },
    };
  }

  return {
    element,
    show,
    setCurrent,
    /** A finding's state changed. */
    refresh(finding) {
      if (view && finding) mark(finding);
      gutter.current(current);
    },
    redraw() {
      if (view) {
        showMarks(view, document_.findings);
        gutter.show(view, document_.findings);
        setCurrent(current, { scroll: false });
      }
    },
    addSelected,
    openFinder: () => view && finder.open(),
    clearFound: () => markFound(null),
    get document() {
      return document_;
    },
  };
}

function headOf(document_) {
  const { source, published, id, trial_key: trial, url } = document_;
  return [
    h("span", null, [source, published].filter(Boolean).join(" · ")),
    h("span", { class: "id", title: id }, id),
    h(
      "span",
      { class: "end" },
      trial ? h("a", { href: address("trial", trial) }, t("trial.open"), " ", key("T")) : null,
      /^https?:\/\//.test(url ?? "") ? h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, t("source")) : null,
      h(
        "a",
        { href: `/api/original/${part(id)}`, target: "_blank", rel: "noopener", title: shown(t("original.means")) },
        t("original"),
        " ",
        key("O"),
      ),
    ),
  ];
}
