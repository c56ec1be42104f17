// What the whole page knows, and who wants to hear of a change.

export const state = {
  session: null, // Of GET /api/session.
  counts: {}, // How many findings are in each state.
  document: null, // The document that is open, as the server gave it.
  finding: null, // The one in hand: one of document.findings, or null.
};

const listeners = new Map();

/** Calls `listener` at each change of that name until the function it returns is called. */
export function on(name, listener) {
  if (!listeners.has(name)) listeners.set(name, new Set());
  listeners.get(name).add(listener);
  return () => listeners.get(name).delete(listener);
}

export function tell(name, what) {
  for (const listener of [...(listeners.get(name) ?? [])]) listener(what);
}

/** A finding is known by its document and its id. */
export const nameOf = (finding) => `${finding.document}\n${finding.id}`;

/** States in which a finding needs nothing more of this person. A conflict waits in a view of its own. */
export const SETTLED = new Set(["accepted", "corrected", "rejected", "added", "waiting", "conflict"]);
/** What a person made of it, else the value as it was read. */
export const valueOf = (finding) => finding.effective_value ?? finding.value;
export const isOpen = (finding) => !SETTLED.has(finding.state);
/** Skipped ones come back at the end. */
export const isWaiting = (finding) => isOpen(finding) && finding.state !== "skipped";

export function setCounts(counts) {
  if (!counts) return;
  state.counts = counts;
  tell("counts");
}
