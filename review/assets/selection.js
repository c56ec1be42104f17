// Words of the document as a person picked them: by the mouse, or by typing what to look for.

import { blockText, placeOf } from "./render.js";

/** {anchor, quote, block} of the selected words, trimmed; null where nothing of the document is selected; "wide" beyond one block. */
export function selectedWords(view) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!view.root.contains(range.commonAncestorContainer)) return null;
  const from = edge(view, range.startContainer, range.startOffset, false);
  const to = edge(view, range.endContainer, range.endOffset, true);
  if (!from || !to) return null;
  if (from.block !== to.block) return "wide";
  const block = view.document.blocks[from.block];
  return wordsOf(block, offsetIn(block, from), offsetIn(block, to));
}

/** The place of a range's end, where it stands between elements: of the text before or after it. */
function edge(view, node, offset, isEnd) {
  if (node.nodeType === Node.TEXT_NODE) {
    const place = placeOf(node);
    return place && { ...place, offset };
  }
  const walker = document.createTreeWalker(view.root, NodeFilter.SHOW_TEXT);
  const child = node.childNodes[offset];
  if (isEnd) {
    walker.currentNode = child ?? lastIn(node);
    const before = child || walker.currentNode.nodeType !== Node.TEXT_NODE ? walker.previousNode() : walker.currentNode;
    const place = before && placeOf(before);
    return place && { ...place, offset: before.length };
  }
  walker.currentNode = child ?? node;
  const after = walker.currentNode.nodeType === Node.TEXT_NODE ? walker.currentNode : walker.nextNode();
  const place = after && placeOf(after);
  return place && { ...place, offset: 0 };
}

function lastIn(node) {
  while (node.lastChild) node = node.lastChild;
  return node;
}

const offsetIn = (block, place) =>
  block.sentences.slice(0, place.sentence).reduce((sum, sentence) => sum + sentence.text.length, 0) + place.offset;

/** Units `begin` to `end` of a block's text, without the blanks around them. */
function wordsOf(block, begin, end) {
  const text = blockText(block);
  while (begin < end && /\s/.test(text[begin])) ++begin;
  while (begin < end && /\s/.test(text[end - 1])) --end;
  if (begin >= end) return null;
  const anchor = [];
  let at = 0;
  for (const sentence of block.sentences) {
    const from = Math.max(begin - at, 0);
    const to = Math.min(end - at, sentence.text.length);
    if (from < to) anchor.push({ block: block.i, sentence: sentence.i, start: from, end: to });
    at += sentence.text.length;
  }
  return { anchor, quote: text.slice(begin, end), block };
}

const folded = (text) => text.toLowerCase();

/** Every place that has these words, in text order. Case does not matter. */
export function findWords(view, words, most = 200) {
  const wanted = folded(words.trim());
  const found = [];
  if (!wanted) return found;
  for (const block of view.document.blocks) {
    const text = folded(blockText(block));
    if (text.length !== blockText(block).length) continue; // A letter that changes its length with its case: offsets would not hold.
    for (let at = text.indexOf(wanted); at >= 0 && found.length < most; at = text.indexOf(wanted, at + 1))
      found.push(wordsOf(block, at, at + wanted.length));
  }
  return found.filter(Boolean);
}
