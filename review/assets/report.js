// What the last run of the extraction did to the decisions that were there.

import { h, shown } from "./dom.js";
import { get } from "./api.js";
import { page, sheet } from "./overview.js";
import { address } from "./route.js";
import { headline } from "./format.js";
import { count, t, when } from "./i18n.js";

const KINDS = ["kept", "stale", "vanished", "new"];

export function makeReport() {
  return page(
    () => get("/api/report"),
    (report) => [
      h("h1", null, t("view.report")),
      h(
        "p",
        { class: "lead" },
        t("report.lead"),
        " ",
        h(
          "span",
          { class: "faint" },
          [report.run?.finished_at ?? report.run?.started_at, report.run?.program, report.run?.rules]
            .filter(Boolean)
            .map((one, i) => (i ? one : when(one)))
            .join(" · "),
        ),
        h("br"),
        t("report.documents", { read: count(report.documents?.read ?? 0), new: count(report.documents?.new ?? 0) }),
      ),
      h(
        "dl",
        { class: "summary" },
        KINDS.map((kind) =>
          h("div", null, h("dt", { title: t(`report.${kind}.means`) }, t(`report.${kind}`)), h("dd", null, count(report[kind]))),
        ),
      ),
      precision(report.rules ?? []),
      KINDS.slice(1).map((kind) => list(kind, report.lists?.[kind] ?? [])),
    ],
  );
}

/** How often each rule was right, by what people decided. */
function precision(rules) {
  if (!rules.length) return null;
  const heads = [
    [t("rule")],
    [t("state.accepted"), "numeric"],
    [t("state.corrected"), "numeric"],
    [t("state.rejected"), "numeric"],
    [t("report.precision"), "numeric"],
  ];
  return [
    h("h2", null, t("report.rules")),
    sheet(
      heads,
      rules.map((one) =>
        h(
          "tr",
          null,
          h("th", { scope: "row" }, h("code", null, one.rule)),
          [one.accepted, one.corrected, one.rejected].map((n) => h("td", { class: "numeric" }, count(n))),
          h("td", { class: "numeric" }, one.precision == null ? "—" : `${Math.round(100 * one.precision)}%`),
        ),
      ),
    ),
  ];
}

function list(kind, items) {
  if (!items.length) return null;
  return [
    h("h2", null, t(`report.${kind}`)),
    h("p", { class: "lead" }, t(`report.${kind}.means`)),
    sheet(
      null,
      items.map((item) =>
        h(
          "tr",
          { class: "field", "data-field": item.field },
          h("th", { scope: "row" }, h("span", { class: "field-name" }, t(`field.${item.field}`))),
          h("td", null, valueOf(item)),
          h("td", null, shown(item.quote ?? "")),
          h("td", { class: "faint" }, shown(item.document_title ?? item.document ?? "")),
        ),
      ),
    ),
  ];
}

function valueOf(item) {
  const now = headline(item.field, item.value) || "—";
  const words = item.old_value ? `${headline(item.field, item.old_value)} → ${now}` : now;
  return h(
    "a",
    {
      href: address("review", "", {
        document: item.document,
        scope: "document",
        state: "all",
        at: `${item.document}|${item.finding ?? item.id}`,
      }),
    },
    words,
  );
}
