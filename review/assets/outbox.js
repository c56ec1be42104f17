// Decisions on their way to the server: kept in the browser until the server has acknowledged them, sent one after the other in the order
// they were made, each under a key of its own so that sending twice decides once.

import { ApiError, post } from "./api.js";
import { tell } from "./state.js";

const WAITS = [300, 700, 1500, 3000, 5000, 10000];

export const saving = { state: "saved", waiting: 0, detail: "" };

let prefix = "trialmine.outbox.";
let entries = []; // {name, path, body, about}, oldest first.
let running = false;
let failures = 0;
let timer = 0;
let clock = 0;

/** Whose decisions these are: another reviewer or store at the same address has an outbox of its own. */
export function openOutbox(store, reviewer) {
  prefix = `trialmine.outbox.${store}.${reviewer}.`;
  entries = [];
  try {
    for (const name of Object.keys(localStorage))
      if (name.startsWith(prefix)) entries.push({ name, ...JSON.parse(localStorage.getItem(name)) });
  } catch {
    /* Without storage they live in memory. */
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  report();
}

export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Sends `body` to `path`, now or as soon as the server answers. `about` comes back with the answer. */
export function send(path, body, about = {}) {
  clock = Math.max(clock + 1, Date.now() * 1000);
  const entry = { name: `${prefix}${String(clock).padStart(17, "0")}.${body.key}`, path, body, about };
  entries.push(entry);
  try {
    localStorage.setItem(entry.name, JSON.stringify({ path, body, about }));
  } catch {
    /* A full storage must not stop the work; the entry is still sent. */
  }
  report();
  pump();
}

/** Resolves when everything is sent, or at once where the server does not answer. */
export function flushed() {
  return new Promise((resolve) => {
    const look = () => (!entries.length || failures ? resolve() : setTimeout(look, 20));
    pump();
    look();
  });
}

function drop(entry) {
  entries = entries.filter((other) => other !== entry);
  try {
    localStorage.removeItem(entry.name);
  } catch {
    /* It was not kept. */
  }
}

async function pump() {
  if (running) return;
  running = true;
  clearTimeout(timer);
  while (entries.length) {
    const entry = entries[0];
    try {
      const answer = await post(entry.path, entry.body);
      failures = 0;
      drop(entry);
      tell("acknowledged", { entry, answer });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!settle(entry, error)) break;
    }
    report();
  }
  running = false;
  report();
}

/** What to do about a refusal. Returns whether to go on with the next entry. */
function settle(entry, error) {
  if (error.status === 401) {
    // A new start has a new token: the decisions wait for it.
    report("ended");
    return false;
  }
  if (error.code === "offline" || error.status >= 500 || error.status === 429) {
    timer = setTimeout(pump, WAITS[Math.min(failures++, WAITS.length - 1)]);
    return false;
  }
  drop(entry);
  saving.detail = error.message;
  tell("refused", { entry, error });
  return true;
}

function report(forced) {
  saving.waiting = entries.length;
  if (forced) saving.state = forced;
  else if (!entries.length) saving.state = "saved";
  else if (failures) saving.state = "offline";
  else if (saving.state !== "ended") saving.state = "saving";
  tell("saving");
}

/** Tries again at once. */
export function retry() {
  if (saving.state === "ended") saving.state = "saving";
  pump();
}

addEventListener("online", retry);
document.addEventListener("visibilitychange", () => document.hidden || (failures && retry()));
// Whoever leaves while something is unsent is asked; it would be sent at the next visit, but to leave is often to go home.
addEventListener("beforeunload", (event) => {
  if (entries.length && failures) event.preventDefault();
});
