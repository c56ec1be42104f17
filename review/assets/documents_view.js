// All documents, to find one.

import { h, shown } from "./dom.js";
import { page, searchable } from "./overview.js";
import { address } from "./route.js";
import { count, has, t } from "./i18n.js";

export function makeDocuments() {
  const table = searchable({
    path: "/api/documents",
    label: t("documents.search"),
    head: [
      [t("title")],
      [t("source.name")],
      [t("filter.lang")],
      [t("published")],
      [t("findings"), "numeric"],
      [t("trials.open"), "numeric"],
    ],
    row: (one) =>
      h(
        "tr",
        null,
        h(
          "td",
          null,
          h(
            "a",
            { href: address("review", "", { document: one.id, state: "all", scope: "document" }), lang: one.lang },
            shown(one.title || one.id),
          ),
          h("div", { class: "faint num" }, one.id.length > 40 ? one.id.slice(0, 38) + "…" : one.id),
        ),
        h("td", null, one.source),
        h("td", null, has(`language.${one.lang}`) ? t(`language.${one.lang}`) : (one.lang ?? "")),
        h("td", { class: "num" }, one.published ?? ""),
        h("td", { class: "numeric" }, count(one.findings)),
        h("td", { class: "numeric" }, count(one.open)),
      ),
  });
  const head = [h("h1", null, t("view.documents")), h("p", { class: "lead" }, t("documents.lead"))];
  return page(
    async () => table.load(true),
    () => [head, table.elements],
  );
}
