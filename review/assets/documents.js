// Documents as the server gives them, the last few kept, so that the next item is there before it is asked for.

import { get, part, query } from "./api.js";
import { nameOf } from "./state.js";
import { render } from "./render.js";

const KEPT = 10;
const documents = new Map(); // Id and source to {promise, document}, the least recently used first.
const views = new WeakMap(); // Document to what render() made of it.
const changes = []; // What is not yet at the server, put over every document that arrives.

/** Asks every arriving document's findings for what this page has changed since: f(document). */
export const overArriving = (f) => changes.push(f);

const keyOf = (id, source) => `${id}\n${source ?? ""}`;

async function fetchDocument(id, source) {
  const document = await get(`/api/document/${part(id)}${query({ source })}`);
  // Decided on before the rules lost sight of them: they stand behind what is found.
  document.findings.push(...(document.vanished ?? []));
  for (const finding of document.findings) finding.document = document.id;
  for (const change of changes) change(document);
  return document;
}

/** The document as `source` renders it, loaded once. */
export function load(id, source) {
  const key = keyOf(id, source);
  let entry = documents.get(key);
  if (entry) {
    documents.delete(key); // To the end: it is in use.
  } else {
    entry = { promise: fetchDocument(id, source), document: null };
    entry.promise.then(
      (document) => {
        entry.document = document;
        if (!source && documents.has(key)) documents.set(keyOf(id, document.source), entry); // Known by both names.
      },
      () => documents.delete(key),
    );
  }
  documents.set(key, entry);
  while (documents.size > KEPT) documents.delete(documents.keys().next().value);
  return entry.promise;
}

const renditions = (id) =>
  [...documents.entries()]
    .filter(([key]) => key.startsWith(`${id}\n`))
    .map(([, entry]) => entry.document)
    .filter(Boolean);

/** The document if it is already here. */
export const here = (id, source) => (source ? documents.get(keyOf(id, source))?.document : renditions(id)[0]) ?? null;
export function forget(id) {
  for (const key of [...documents.keys()]) if (key.startsWith(`${id}\n`)) documents.delete(key);
}

/** The document's elements, made once. */
export function viewOf(document) {
  if (!views.has(document)) views.set(document, render(document));
  return views.get(document);
}

const idle = window.requestIdleCallback ?? ((f) => setTimeout(f, 50));

/** Loads the documents of these items in the background and makes their elements when there is time. */
export function prefetch(items) {
  for (const { document: id, source } of items)
    load(id, source).then(
      (document) => views.has(document) || idle(() => viewOf(document)),
      () => {
        /* Asked for in earnest, it will say why. */
      },
    );
}

/** Changes a finding wherever a loaded document holds it. Returns one of them, or null. */
export function patchLoaded(name, change) {
  let last = null;
  for (const document of renditions(name.split("\n")[0])) {
    const finding = document.findings.find((one) => nameOf(one) === name);
    if (finding) last = Object.assign(finding, change);
  }
  return last;
}
