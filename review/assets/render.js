// A document's blocks as a page of text: titles, headings, paragraphs, lists, records and tables. One text node for each sentence, so that
// a place (block, sentence, offset in UTF-16 units) leads to the text and back.

import { h, shown } from "./dom.js";
import { makeTable } from "./grid.js";

const LARGE = 30000; // Characters from which blocks out of sight are left without layout.
const CHARACTERS_A_LINE = { zh: 38, other: 78 };
const LINE = 30;
const places = new WeakMap(); // Text node to {block, sentence}.

export const placeOf = (node) => places.get(node);
export const blockText = (block) => block.sentences.map((sentence) => sentence.text).join("");

/** {root, texts, elements, tops}: by block, its text nodes, its element, and the child of root it stands in. */
export function render(document_) {
  const view = { root: null, texts: [], elements: [], tops: [], document: document_ };
  const { blocks } = document_;
  const length = blocks.reduce((sum, block) => sum + blockText(block).length, 0);
  const language = document_.languages?.find((tag) => tag !== "und") ?? document_.title_lang ?? "en";
  const root = h("article", { class: "document", lang: language, "aria-label": shown(document_.title ?? "") });
  view.root = root;
  if (document_.title && !blocks.some((block) => block.kind === "title"))
    root.append(h("h1", { lang: tagOf(document_.title_lang, language) }, shown(document_.title)));
  for (let i = 0; i < blocks.length;) i = place(root, view, blocks, i, language);
  if (length > LARGE) leaveForLater(root);
  return view;
}

const inTable = (block) => Number.isInteger(block.table) && block.table >= 0;
const tagOf = (tag, otherwise) => (!tag || tag === "und" || tag === "mul" ? otherwise : tag);

/** Appends the element of blocks[i], and of those that belong in it; returns the index of the next. */
function place(root, view, blocks, i, language) {
  const block = blocks[i];
  if (inTable(block))
    return together(
      root,
      view,
      blocks,
      i,
      (one) => one.table === block.table,
      (run) => figure(view, run, language),
    );
  if (block.kind === "list_item")
    return together(
      root,
      view,
      blocks,
      i,
      (one) => one.kind === "list_item" && !inTable(one),
      (run) =>
        h(
          "ul",
          null,
          run.map((one) => element(view, one, "li", language)),
        ),
    );
  if (block.kind === "label" || block.kind === "field")
    return together(
      root,
      view,
      blocks,
      i,
      (one) => one.kind === "label" || one.kind === "field",
      (run) =>
        h(
          "dl",
          null,
          run.map((one) => element(view, one, one.kind === "label" ? "dt" : "dd", language)),
        ),
    );
  const made = element(view, block, tagFor(block), language);
  root.append(made);
  view.tops[block.i] = made;
  return i + 1;
}

function together(root, view, blocks, from, belongs, make) {
  let end = from;
  while (end < blocks.length && belongs(blocks[end])) ++end;
  const run = blocks.slice(from, end);
  const made = make(run);
  root.append(made);
  for (const block of run) view.tops[block.i] = made;
  return end;
}

function tagFor(block) {
  if (block.kind === "title") return "h1";
  if (block.kind === "heading") return `h${Math.min(4, Math.max(2, block.level ?? 2))}`;
  return "p";
}

/** The element of one block with its sentences. */
function element(view, block, tag, language) {
  const made = h(tag, {
    lang: tagOf(block.lang, language),
    class: ["caption", "footnote", "reference"].includes(block.kind) ? block.kind : null,
  });
  const texts = block.sentences.map((sentence) => {
    const node = document.createTextNode(shown(sentence.text));
    places.set(node, { block: block.i, sentence: sentence.i });
    return node;
  });
  made.append(...texts);
  view.texts[block.i] = texts;
  view.elements[block.i] = made;
  return made;
}

function figure(view, run, language) {
  const make = (block, tag) => element(view, block, tag, language);
  const cells = run.filter((block) => block.kind === "cell");
  const before = run.filter((block) => block.kind === "caption" || block.kind === "heading");
  const after = run.filter((block) => !cells.includes(block) && !before.includes(block));
  return h(
    "figure",
    null,
    before.map((block) => make(block, "p")),
    cells.length
      ? h(
          "div",
          {
            class: "table-scroll",
            tabindex: "0",
            role: "region",
            "aria-label": before[0] ? shown(blockText(before[0])).slice(0, 120) : null,
          },
          makeTable(cells, make),
        )
      : null,
    after.map((block) => make(block, "p")),
  );
}

/** What is out of sight gets its layout when it comes into sight; until then it takes the room it will most likely need. */
function leaveForLater(root) {
  for (const child of root.children) {
    const perLine = CHARACTERS_A_LINE[child.lang?.startsWith("zh") ? "zh" : "other"];
    const lines =
      child.tagName === "FIGURE" ? child.querySelectorAll("tr").length + 2 : Math.ceil(child.textContent.length / perLine);
    child.classList.add("lazy");
    child.style.containIntrinsicBlockSize = `auto ${Math.max(1, lines) * LINE}px`;
  }
}

/** The live range of a finding's words; null where the document does not have the place. */
export function rangeOf(view, anchor) {
  const first = anchor?.[0];
  const last = anchor?.[anchor.length - 1];
  const from = first && view.texts[first.block]?.[first.sentence];
  const to = last && view.texts[last.block]?.[last.sentence];
  if (!from || !to) return null;
  const range = document.createRange();
  range.setStart(from, Math.min(first.start, from.length));
  range.setEnd(to, Math.min(last.end, to.length));
  return range;
}
