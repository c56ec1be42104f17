// Findings marked in the text, by the CSS Custom Highlight API: nothing is wrapped, so marks may overlap and a document of any size keeps
// the elements it has.

import { SETTLED } from "./state.js";
import { FIELD_NAMES } from "./fields.js";
import { rangeOf } from "./render.js";

const supported = typeof Highlight === "function" && CSS.highlights;
const highlights = new Map();

if (supported) {
  const names = [...FIELD_NAMES.flatMap((name) => [`${name}-settled`, name]), "rejected", "found", "current"];
  names.forEach((name, priority) => {
    const highlight = new Highlight();
    highlight.priority = priority;
    highlights.set(name, highlight);
    CSS.highlights.set(name, highlight);
  });
}

const ranges = new Map(); // Finding id to {range, name} in the document that is open.
let view = null;

function markNameOf(finding) {
  if (finding.state === "rejected") return "rejected";
  return SETTLED.has(finding.state) ? `${finding.field}-settled` : finding.field;
}

/** Marks all findings of a document that came into view. */
export function showMarks(newView, findings) {
  for (const highlight of highlights.values()) highlight.clear();
  ranges.clear();
  view = newView;
  for (const finding of findings) mark(finding);
}

/** Marks one finding as its state now wants it. */
export function mark(finding) {
  const old = ranges.get(finding.id);
  const range = old?.range ?? rangeOf(view, finding.anchor);
  if (!range) return;
  const name = markNameOf(finding);
  if (old) highlights.get(old.name)?.delete(range);
  highlights.get(name)?.add(range);
  ranges.set(finding.id, { range, name });
}

export const markedRange = (finding) => ranges.get(finding.id)?.range ?? null;

/** Marks the finding in hand above all others; null for none. */
export function markCurrent(range) {
  only("current", range);
  if (!supported && range) {
    // Older browsers at least select it.
    getSelection().removeAllRanges();
    getSelection().addRange(range.cloneRange());
  }
}

/** Marks words that are looked for or selected. */
export const markFound = (range) => only("found", range);

function only(name, range) {
  const highlight = highlights.get(name);
  highlight?.clear();
  if (range) highlight?.add(range);
}

/** The findings that cover a place of the text, the shortest first. */
export function findingsAt(findings, block, sentence, offset) {
  const covers = (anchor) =>
    anchor.block === block && anchor.sentence === sentence && anchor.start <= offset && offset <= anchor.end;
  const size = (finding) => finding.anchor.reduce((sum, anchor) => sum + anchor.end - anchor.start, 0);
  return findings.filter((finding) => finding.anchor.some(covers)).sort((a, b) => size(a) - size(b));
}
