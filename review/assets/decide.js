// A decision: shown at once, sent behind, taken back where the server refuses it.

import { newKey, send, saving } from "./outbox.js";
import { forget, overArriving, patchLoaded } from "./documents.js";
import { overArrivingItems, patchListed } from "./queue.js";
import { nameOf, on, setCounts, state, tell, valueOf } from "./state.js";
import { toast } from "./toast.js";
import { t } from "./i18n.js";

const AFTER = { accept: "accepted", correct: "corrected", reject: "rejected", skip: "skipped", add: "added" };
const unsent = new Map(); // Name of a finding to {state, decision…} that the server does not have yet, and how many there are.
const steps = []; // What can be taken back at once: [{name, before, after}…]. The server knows the rest.
const undone = [];

overArriving((document) => {
  for (const finding of document.findings) Object.assign(finding, unsent.get(nameOf(finding))?.change);
});
overArrivingItems((item) => {
  const { anchor, ...change } = unsent.get(nameOf(item))?.change ?? {};
  Object.assign(item, change);
});

function patch(name, change) {
  const finding = patchLoaded(name, change);
  patchListed(name, change);
  tell("finding", { name, finding });
}

/** Counts follow at once; the server's own come with its answer. */
function recount(before, after) {
  const counts = { ...state.counts };
  if (before in counts && counts[before] > 0) --counts[before];
  counts[after] = (counts[after] ?? 0) + 1;
  setCounts(counts);
}

function expect(name, change) {
  const entry = unsent.get(name) ?? { change: {}, n: 0 };
  unsent.set(name, { change: { ...entry.change, ...change }, n: entry.n + 1 });
}

function arrived(name) {
  const entry = unsent.get(name);
  if (!entry) return true;
  if (--entry.n > 0) return false;
  unsent.delete(name);
  return true;
}

const looks = (finding) => ({
  state: finding.state,
  decision: finding.decision ?? null,
  history_count: finding.history_count ?? 0,
  effective_value: finding.effective_value,
});

/** What is kept though the rules no longer find it is the person's own. */
const stateAfter = (finding, action) =>
  finding.state === "vanished" && (action === "accept" || action === "correct") ? "added" : AFTER[action];

/** Decides on a finding. `more`: {reason, value, note}. */
export function decide(finding, action, more = {}) {
  const name = nameOf(finding);
  const body = {
    key: newKey(),
    document: finding.document,
    finding: finding.id,
    action,
    reason: more.reason ?? "",
    note: more.note ?? "",
  };
  if (action === "correct") body.value = more.value;
  const before = looks(finding);
  const after = { history_count: before.history_count + 1 };
  if (AFTER[action]) {
    after.state = stateAfter(finding, action);
    if (action !== "skip")
      after.decision = {
        action,
        reason: body.reason,
        note: body.note,
        value: more.value ?? valueOf(finding),
        reviewer: state.session.reviewer.name,
        at: new Date().toISOString(),
      };
    if (action === "correct") after.effective_value = more.value;
  } else if (action === "note") {
    after.note = body.note;
  }
  expect(name, after);
  if (after.state && after.state !== before.state) recount(before.state, after.state);
  patch(name, after);
  steps.push([{ name, before, after }]);
  undone.length = 0;
  send("/api/decisions", body, { changes: [{ name, before }] });
}

/** Accepts all of these in one step. */
export function acceptAll(findings) {
  const changes = findings.map((finding) => {
    const before = looks(finding);
    const decision = { action: "accept", reason: "", note: "bulk", value: valueOf(finding), reviewer: state.session.reviewer.name };
    const after = { state: "accepted", history_count: before.history_count + 1, decision };
    return { name: nameOf(finding), before, after };
  });
  for (const { name, before, after } of changes) {
    expect(name, after);
    recount(before.state, after.state);
    patch(name, after);
  }
  steps.push(changes);
  undone.length = 0;
  const ids = findings.map((finding) => ({ document: finding.document, finding: finding.id }));
  send("/api/bulk", { key: newKey(), action: "accept", ids }, { changes: changes.map(({ name, before }) => ({ name, before })) });
}

/** Words over several sentences as the server takes them: where they begin and where they end. */
function single(anchor) {
  const last = anchor[anchor.length - 1];
  return {
    block: anchor[0].block,
    sentence: anchor[0].sentence,
    start: anchor[0].start,
    end: last.end,
    end_sentence: last.sentence,
  };
}

/** Adds a finding that the rules missed. */
export function add(document, { field, value, quote, anchor, note }) {
  send(
    "/api/decisions",
    { key: newKey(), document: document.id, action: "add", field, value, quote, anchor: single(anchor), note: note ?? "" },
    { added: true },
  );
  steps.push([]);
  undone.length = 0;
}

function step(path, from, to, which) {
  const known = from.pop() ?? [];
  to.push(known);
  const other = which === "before" ? "after" : "before";
  for (const one of known) {
    const change = one[which];
    expect(one.name, change);
    const now = one[other].state;
    if (now && change.state && now !== change.state) recount(now, change.state);
    patch(one.name, change);
  }
  if (known.length) tell("goto", known[0].name);
  send(path, { key: newKey() }, { changes: known.map(({ name }) => ({ name })), step: path });
}

/** Takes back the last decision, of this visit or before. */
export const undo = () => step("/api/undo", steps, undone, "before");
export const redo = () => step("/api/redo", undone, steps, "after");

on("acknowledged", async ({ entry, answer }) => {
  const { about } = entry;
  const changes = about.changes ?? [];
  const known = changes.filter(({ name }) => arrived(name));
  if (answer.counts && saving.waiting === 0) setCounts(answer.counts);
  if (about.added || (about.step && !changes.length)) return changedElsewhere(answer, about);
  const own = known.find(({ name }) => name === changes[0].name);
  if (answer.finding && own) {
    const { anchor, ...fresh } = answer.finding; // Places do not change; the page has them already.
    patch(own.name, { decision: null, ...fresh, document: own.name.split("\n")[0] });
  }
});

/** A finding came or went, or one of another document changed: the document is read again. */
async function changedElsewhere(answer, about) {
  const event = answer.undone ?? answer.redone ?? answer.decision ?? {};
  const document = answer.finding?.document ?? event.document;
  const id = answer.finding?.id ?? event.finding;
  if (!document) return;
  forget(document);
  if (id && answer.finding) patchListed(`${document}\n${id}`, answer.finding);
  tell("reread", { document, id: answer.finding ? id : null });
  if (event.note?.startsWith("bulk")) tell("requeue"); // Many changed, and only the server knows which.
  if (about.added) toast(t("added"));
}

on("refused", ({ entry, error }) => {
  const { changes = [], step: path } = entry.about;
  for (const { name } of changes) arrived(name);
  if (path) {
    if (error.code.startsWith("nothing_to")) toast(t(path.endsWith("undo") ? "undo.nothing" : "redo.nothing"));
    else toast(t("refused", { detail: error.message }), "bad");
    return;
  }
  for (const { name, before } of changes) {
    const now = patchLoaded(name, {})?.state;
    if (now && before.state && now !== before.state) recount(now, before.state);
    patch(name, before);
    const at = steps.findLastIndex((one) => one[0]?.name === name);
    if (at >= 0) steps.splice(at, 1);
  }
  toast(t("refused", { detail: error.message }), "bad");
});
