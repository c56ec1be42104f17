// The view in which findings are decided: list, document, card.

import { h, key } from "./dom.js";
import { part, post } from "./api.js";
import { makeCard } from "./card.js";
import { makeFilters } from "./filters.js";
import { makeList } from "./list.js";
import { makeReading } from "./reading.js";
import { forget, here, load, prefetch } from "./documents.js";
import {
  inOtherDocument,
  indexOf,
  more,
  neighbour,
  nextSkipped,
  nextToDecide,
  openQueue,
  queue,
  rows,
  upcoming,
} from "./queue.js";
import { acceptAll, add, decide, redo, undo } from "./decide.js";
import { openBulk } from "./bulk.js";
import { filterOf, go, note } from "./route.js";
import { nameOf, on, state } from "./state.js";
import { REASONS } from "./fields.js";
import { toast } from "./toast.js";
import { count, t } from "./i18n.js";

const AHEAD = 3; // How many of the next items are loaded before they are asked for.

export function makeReview() {
  let turn = 0; // Counts selections, so that a slow answer does not overtake a later choice.
  let resume = null; // The last item that came from the queue: where to go on after a detour.
  let entered = null; // The filter that the queue was opened with.
  let banner = "";
  let leaseTimer = 0;
  let leased = null; // {document, finding} that others know to be in hand here.

  const list = makeList({
    pick: select,
    more: () => queue.scope === "queue" && more().catch(failed),
    rows,
    scope: () => (queue.filter.document ? "document" : queue.scope),
    total: () => (queue.scope === "queue" ? queue.total : 0),
  });
  const tally = h("span", { class: "faint num", role: "status" });
  const many = h("button", { type: "button", class: "plain", "data-action": "accept_all", "aria-keyshortcuts": "Shift+A", onclick: manyAtOnce }, t("bulk"), key("⇧A"));
  const filters = makeFilters(open, tally, many, () => queue.items.map((item) => item.rule).filter(Boolean));
  const reading = makeReading({ pick: (finding) => select(finding, { scroll: false }), add: (words) => card.add(words) });
  const card = makeCard({
    accept: () => act("accept"),
    reject: (reason) => act("reject", { reason }),
    correct: (value, reason, words) => act("correct", { value, reason, note: words }),
    skip: () => act("skip"),
    note: (words) => {
      decide(state.finding, "note", { note: words });
      toast(t("noted"));
    },
    add: (found) => {
      add(state.document, found);
      card.leave();
      reading.clearFound();
    },
    left: () => reading.clearFound(),
  });

  const scopes = ["queue", "document"].map((name) =>
    h("button", { type: "button", "data-scope": name, onclick: () => setScope(name) }, t(`scope.${name}`)),
  );
  const element = h(
    "div",
    { class: "review" },
    h(
      "section",
      { class: "list-pane", "aria-label": t("findings") },
      h(
        "div",
        { class: "list-head" },
        h("div", { class: "line" }, h("div", { class: "segments", role: "group", "aria-label": t("scope") }, scopes), key("D")),
        filters.element,
      ),
      list.element,
    ),
    reading.element,
    h("aside", { class: "card-pane", "aria-label": t("card") }, card.element),
  );

  function setScope(name) {
    queue.scope = name;
    drawList();
    list.current(state.finding);
    remember();
  }

  function drawList() {
    for (const button of scopes) button.setAttribute("aria-pressed", String(button.dataset.scope === queue.scope));
    const n = queue.scope === "queue" ? queue.total : rows().length;
    tally.textContent = n === 1 ? t("list.one") : t("list.total", { n: count(n) });
    list.draw();
  }

  function remember() {
    note({
      ...queue.filter,
      ...(queue.scope === "document" && { scope: "document" }),
      ...(state.finding && {
        at: `${state.finding.document}|${state.finding.id}`,
        source: (state.document.renditions ?? []).length > 1 ? state.document.source : "",
      }),
    });
  }

  async function open(filter, { at = null } = {}) {
    entered = JSON.stringify(filter);
    filters.show(filter);
    try {
      await openQueue(filter);
    } catch (error) {
      return failed(error);
    }
    filters.show(filter); // Now it knows the rules of what came.
    drawList();
    const same = state.finding ? queue.items[indexOf(queue.items, state.finding)] : null;
    const first = at ?? same ?? nextToDecide(null) ?? queue.items[0];
    if (first) await select(first);
    else if (!state.finding) nothing();
    list.element.scrollTop = first && at ? list.element.scrollTop : 0;
    list.current(state.finding);
    remember();
  }

  /** Puts a finding in hand: in the text, in the list, on the card. */
  async function select(item, { scroll = true } = {}) {
    const mine = ++turn;
    const { source } = item;
    const inIt = () => document_?.findings.find((one) => one.id === item.id);
    let document_ = here(item.document, source);
    let finding = inIt();
    if (!finding || (item.state && item.state !== finding.state)) {
      if (document_) forget(item.document); // It has been read anew since, or others have decided.
      try {
        document_ = await load(item.document, source);
      } catch (error) {
        if (mine === turn) failed(error);
        return;
      }
      if (mine !== turn) return;
      finding = inIt();
    }
    if (!finding) return toast(t("finding.gone"), "bad");
    state.document = document_;
    state.finding = finding;
    banner = "";
    if (indexOf(queue.items, finding) >= 0) resume = finding;
    reading.show(document_);
    reading.setCurrent(finding, { scroll });
    list.current(finding);
    if (queue.scope === "document") drawList();
    card.show(finding, list.position(finding));
    remember();
    prefetch(upcoming(finding, AHEAD));
    lease(finding);
  }

  /** Tells others that this one is in hand, where there are others. */
  function lease(finding) {
    clearTimeout(leaseTimer);
    if (leased)
      post("/api/release", leased).catch(() => {
        /* It runs out by itself. */
      });
    leased = null;
    if ((state.session.reviewers ?? []).length < 2) return;
    leaseTimer = setTimeout(async () => {
      try {
        const wish = { document: finding.document, finding: finding.id };
        await post("/api/lease", wish);
        leased = wish;
      } catch (error) {
        if (error.status !== 409 || state.finding !== finding) return;
        banner = t("leased", { who: error.more?.by ?? error.message });
        card.show(finding, list.position(finding), banner);
      }
    }, 250);
  }

  function nothing() {
    state.finding = null;
    card.show(null, "");
    reading.setCurrent(null);
    toast(t("queue.done"));
  }

  function act(action, more_) {
    const finding = state.finding;
    if (!finding) return;
    decide(finding, action, more_);
    toast(t(`did.${action}`) + " · " + t("undo.hint"));
    advance(finding);
  }

  function manyAtOnce() {
    openBulk(queue.filter, (findings) => {
      acceptAll(findings);
      toast(t("did.bulk", { n: count(findings.length) }) + " · " + t("undo.hint"));
      if (state.finding) advance(state.finding);
    });
  }

  async function advance(from) {
    const origin = queue.scope === "queue" && indexOf(queue.items, from) < 0 ? resume : from;
    let next = nextToDecide(origin);
    if (!next && queue.after !== null) {
      await more().catch(failed);
      next = nextToDecide(origin);
    }
    next ??= nextSkipped(origin);
    if (next) return select(next);
    drawList();
    card.show(state.finding, list.position(state.finding), t("queue.done"));
    toast(t("queue.done"));
  }

  function move(step) {
    const next = state.finding ? neighbour(state.finding, step) : rows()[0];
    if (next) return select(next);
    if (step > 0 && queue.scope === "queue" && queue.after !== null)
      return more().then(() => neighbour(state.finding, step) && move(step), failed);
    toast(t(step > 0 ? "list.end" : "list.start"));
  }

  async function moveDocument(step) {
    let next = inOtherDocument(state.finding, step);
    while (!next && step > 0 && queue.after !== null) {
      await more().catch(failed);
      next = inOtherDocument(state.finding, step);
    }
    if (next) select(next);
    else toast(t(step > 0 ? "list.end" : "list.start"));
  }

  function failed(error) {
    toast(error.code === "offline" ? t("offline") : error.message, "bad");
  }

  on("list", () => element.isConnected && drawList());
  on("finding", ({ name, finding }) => {
    if (finding && state.document?.id === finding.document) reading.refresh(finding);
    if (!element.isConnected) return;
    list.draw();
    if (state.finding && nameOf(state.finding) === name) card.refresh();
  });
  on("goto", (name) => {
    const [document_, id] = name.split("\n");
    if (element.isConnected) select({ document: document_, id });
  });
  on("requeue", () => element.isConnected && open(queue.filter));
  on("reread", async ({ document: id, id: finding }) => {
    if (!element.isConnected) return;
    if (finding) return select({ document: id, id: finding });
    if (state.document?.id !== id) return;
    const again = await load(id).catch(() => null); // Something was taken away: stay as near as can be.
    const same = again?.findings.find((one) => one.id === state.finding?.id) ?? again?.findings[0];
    if (same) select(same);
  });

  const whenLooking = () => card.mode === "look" && state.finding !== null;
  const keys = [
    { keys: ["a"], name: "accept", run: () => act("accept"), when: whenLooking },
    { keys: ["A"], name: "accept_all", run: manyAtOnce, when: () => card.mode === "look" },
    { keys: ["x"], name: "reject", run: () => card.enter("reject"), when: whenLooking },
    {
      keys: REASONS.map((_, i) => String(i + 1)),
      shows: ["1", "…", "5"],
      name: "reason",
      run: (event) => act("reject", { reason: REASONS[Number(event.key) - 1] }),
      when: () => state.finding && (card.mode === "reject" || card.mode === "look"),
    },
    { keys: ["e"], name: "correct", run: () => card.enter("correct"), when: whenLooking },
    { keys: ["s"], name: "skip", run: () => act("skip"), when: whenLooking },
    { keys: ["n"], name: "note", run: () => card.enter("note"), when: whenLooking },
    { keys: ["i"], name: "add", run: () => reading.addSelected() || reading.openFinder(), when: () => card.mode === "look" },
    { keys: ["u"], name: "undo", run: undo },
    { keys: ["U"], name: "redo", run: redo },
    { keys: ["j", "ArrowDown"], name: "next", run: () => move(1) },
    { keys: ["k", "ArrowUp"], name: "previous", run: () => move(-1) },
    { keys: ["J"], name: "next_document", run: () => moveDocument(1) },
    { keys: ["K"], name: "previous_document", run: () => moveDocument(-1) },
    { keys: ["d"], name: "scope", run: () => setScope(queue.scope === "queue" ? "document" : "queue") },
    { keys: ["/"], name: "filter", run: () => filters.focus() },
    { keys: ["w"], name: "story", run: () => card.toggleStory(), when: whenLooking },
    {
      keys: ["o"],
      name: "original",
      run: () => state.document && window.open(`/api/original/${part(state.document.id)}`, "_blank", "noopener"),
    },
    { keys: ["t"], name: "trial", run: () => state.document?.trial_key && go("trial", state.document.trial_key) },
    { keys: ["Escape"], name: "leave", run: () => card.leave() },
  ];

  return {
    element,
    keys,
    async enter({ parameters }) {
      const filter = filterOf(parameters);
      const [document_, id] = (parameters.at ?? "").split("|");
      const at = id ? { document: document_, id, source: parameters.source } : null;
      if (parameters.scope) queue.scope = parameters.scope === "document" ? "document" : "queue";
      if (entered !== JSON.stringify(filter)) return open(filter, { at });
      if (at && !(state.finding?.id === at.id && state.finding?.document === at.document)) await select(at);
      else if (state.document) {
        reading.redraw();
        list.current(state.finding);
      }
      drawList();
    },
  };
}
