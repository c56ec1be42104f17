// All trials, to find one.

import { h, shown } from "./dom.js";
import { page, searchable } from "./overview.js";
import { address } from "./route.js";
import { count, t } from "./i18n.js";

export function makeTrials() {
  const table = searchable({
    path: "/api/trials",
    label: t("trials.search"),
    head: [[t("trial")], [t("title")], [t("documents"), "numeric"], [t("findings"), "numeric"], [t("disagreements"), "numeric"]],
    row: (trial) =>
      h(
        "tr",
        null,
        h(
          "th",
          { scope: "row" },
          h("a", { href: address("trial", trial.key) }, trial.key.length > 24 ? trial.key.slice(0, 22) + "…" : trial.key),
        ),
        h("td", null, shown(trial.title ?? "")),
        ...[sizeOf(trial.documents), trial.findings, trial.disagreements].map((n) =>
          h("td", { class: "numeric" }, n == null ? "" : count(n)),
        ),
      ),
  });
  const head = [h("h1", null, t("view.trials")), h("p", { class: "lead" }, t("trials.lead"))];
  return page(
    async () => table.load(true),
    () => [head, table.elements],
  );
}

const sizeOf = (documents) => (Array.isArray(documents) ? documents.length : documents);
