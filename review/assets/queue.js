// What is to be reviewed, in the order the server gives: first what a decision is worth most for. Next and previous move through exactly
// what the filter leaves.

import { get, query } from "./api.js";
import { SETTLED, isOpen, isWaiting, nameOf, state, tell } from "./state.js";

const PAGE = 50;

export const queue = {
  scope: "queue", // Or "document": the findings of the open document in text order.
  filter: {},
  items: [],
  after: null, // Where the next page begins; null at the end.
  total: 0,
  done: 0,
};

let generation = 0;
let loading = null;
const changes = [];

/** Puts what this page has changed over items that arrive: f(item). */
export const overArrivingItems = (f) => changes.push(f);

/** Whoever asks for nothing wants what is still to be done. */
const asked = () => ({ ...queue.filter, state: queue.filter.state === "all" ? "" : queue.filter.state || "open" });

async function page(after, mine) {
  const answer = await get("/api/queue" + query({ ...asked(), after, limit: PAGE }));
  if (mine !== generation) return;
  for (const item of answer.items) for (const change of changes) change(item);
  const known = new Set(queue.items.map(nameOf));
  queue.items.push(...answer.items.filter((item) => !known.has(nameOf(item))));
  queue.after = answer.next;
  queue.total = answer.total;
  queue.done = answer.done;
  tell("list");
}

/** Starts anew with that filter. */
export async function openQueue(filter) {
  const mine = ++generation;
  queue.filter = filter;
  const old = queue.items;
  queue.items = [];
  queue.after = null;
  try {
    loading = page(undefined, mine);
    await loading;
  } catch (error) {
    if (mine === generation) queue.items = old;
    throw error;
  } finally {
    if (mine === generation) loading = null;
  }
}

/** Loads the next page, if there is one. */
export async function more() {
  if (loading) return loading;
  if (queue.after === null) return;
  loading = page(queue.after, generation);
  try {
    await loading;
  } finally {
    loading = null;
  }
}

function passes(finding) {
  const { field, state: wanted, rule, min_confidence: low, max_confidence: high, q } = queue.filter;
  if (field && !field.split(",").includes(finding.field)) return false;
  if (wanted && wanted !== "all" && wanted !== "open" && !wanted.split(",").includes(finding.state))
    return finding === state.finding;
  if (rule && finding.rule !== rule) return false;
  if (low && finding.confidence < Number(low)) return false;
  if (high && finding.confidence > Number(high)) return false;
  return (
    !q ||
    `${state.document?.title ?? ""} ${finding.quote} ${JSON.stringify(finding.value)}`
      .toLowerCase()
      .includes(q.toLowerCase())
  );
}

/** What the list shows: the queue, or this document's findings that pass the same filter. */
export function rows() {
  if (queue.scope === "queue") return queue.items;
  return (state.document?.findings ?? []).filter(passes);
}

const same = (a, b) => a && b && nameOf(a) === nameOf(b);
export const indexOf = (list, finding) => list.findIndex((one) => same(one, finding));

/** The neighbour of a finding in the list, `step` away; null at the end. */
export function neighbour(finding, step) {
  const list = rows();
  const at = indexOf(list, finding);
  return list[at < 0 ? 0 : at + step] ?? null;
}

/** The first finding of the next document (or the one before). */
export function inOtherDocument(finding, step) {
  const list = queue.items;
  let at = indexOf(list, finding);
  if (at < 0) at = list.findIndex((item) => item.document === finding?.document);
  for (at += step; at >= 0 && at < list.length; at += step) if (list[at].document !== finding.document) return list[at];
  return null;
}

/** What to decide next: after `finding` in the list, then from its beginning, then what was skipped; null when all is done. */
export function nextToDecide(finding) {
  for (const list of queue.scope === "document" ? [rows(), queue.items] : [queue.items]) {
    const at = indexOf(list, finding);
    const later = [...list.slice(at + 1), ...list.slice(0, Math.max(at, 0))];
    const next = later.find(isWaiting);
    if (next) return next;
  }
  return null;
}

/** What was skipped, once nothing else is left. */
export function nextSkipped(finding) {
  const list = rows();
  const at = indexOf(list, finding);
  return [...list.slice(at + 1), ...list.slice(0, Math.max(at, 0))].find(isOpen) ?? null;
}

/** The documents of what comes next, to be loaded ahead. */
export function upcoming(finding, n) {
  const list = queue.items;
  const at = indexOf(list, finding);
  return list
    .slice(at + 1)
    .filter(isWaiting)
    .slice(0, n);
}

/** Changes a finding where the list holds it. */
export function patchListed(name, change) {
  const item = queue.items.find((one) => nameOf(one) === name);
  if (!item) return;
  const { anchor, ...rest } = change;
  const before = SETTLED.has(item.state);
  Object.assign(item, rest);
  queue.done += SETTLED.has(item.state) - before;
}
