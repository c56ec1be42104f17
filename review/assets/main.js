// Starts the page: who is here, what is unsent, which view.

import { h, fill } from "./dom.js";
import { apply } from "./settings.js";
import { get } from "./api.js";
import { flushed, openOutbox, saving } from "./outbox.js";
import { makeBar, VIEWS } from "./bar.js";
import { makeReview } from "./review.js";
import { makeTrials } from "./trials.js";
import { makeTrial } from "./trial.js";
import { makeDocuments } from "./documents_view.js";
import { makeConflicts } from "./conflicts.js";
import { makeAgreement } from "./agreement.js";
import { makeReport } from "./report.js";
import { setKeys } from "./keys.js";
import { help, settings } from "./dialogs.js";
import { placeToasts } from "./toast.js";
import { go, readRoute } from "./route.js";
import { on, setCounts, state } from "./state.js";
import { t } from "./i18n.js";

const MAKERS = {
  review: makeReview,
  trials: makeTrials,
  trial: makeTrial,
  documents: makeDocuments,
  conflicts: makeConflicts,
  agreement: makeAgreement,
  report: makeReport,
};
const made = new Map();

const everywhere = [
  { keys: ["?"], name: "help", run: help },
  { keys: [","], name: "settings", run: settings },
  ...VIEWS.map(([name, letter]) => ({ keys: [letter.toLowerCase()], name: `view_${name}`, run: () => go(name) })),
];

async function start() {
  apply();
  try {
    state.session = await get("/api/session");
  } catch (error) {
    fill(
      document.body,
      h(
        "main",
        { class: "page" },
        h("h1", null, "trialmine"),
        h(
          "p",
          { class: "note bad", role: "alert" },
          error.status === 401 ? t("start.token") : error.code === "offline" ? t("offline") : error.message,
        ),
        h("p", null, h("button", { type: "button", onclick: () => location.reload() }, t("again"))),
      ),
    );
    return;
  }
  state.counts = state.session.counts ?? {};
  openOutbox(state.session.store ?? "", state.session.reviewer.name);
  const bar = makeBar();
  const main = h("main", { class: "view", id: "view" });
  document.body.append(bar.element, main);
  placeToasts();
  if (saving.waiting) await flushed(); // What was decided before the reload comes before what is shown after it.
  setCounts(state.counts);

  const show = async (route) => {
    const name = route.view in MAKERS ? route.view : "review";
    if (!made.has(name)) made.set(name, MAKERS[name]());
    const view = made.get(name);
    bar.show(name);
    if (main.firstElementChild !== view.element) main.replaceChildren(view.element);
    setKeys(everywhere, view.keys ?? []);
    document.title = `${t(`view.${name === "trial" ? "trials" : name}`)} · trialmine`;
    const address = location.hash;
    await view.enter(route);
    main.dataset.shown = address || "#"; // What the address asked for is in sight: tests wait for it.
  };
  on("route", show);
  show(readRoute());
}

start();
