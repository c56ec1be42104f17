// Values as a person reads them.

import { locale, t, has, word } from "./i18n.js";

const grouped = new Intl.NumberFormat(locale, { maximumFractionDigits: 10 });
const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** 60000000 as "6 × 10⁷", 1204 as "1,204". */
export function number(n) {
  if (typeof n !== "number") return String(n);
  if (Math.abs(n) < 1e5 || !Number.isFinite(n)) return grouped.format(n).replace(/^-/, "−");
  const power = Math.floor(Math.log10(Math.abs(n)));
  const head = Number((n / 10 ** power).toPrecision(10));
  return `${grouped.format(head)} × 10${[...String(power)].map((digit) => RAISED[digit]).join("")}`;
}

const UNITS = { "[iU]": "IU", ug: "µg", "ug/kg": "µg/kg", "[iU]/kg": "IU/kg" };
export const unit = (ucum) => UNITS[ucum] ?? ucum.replaceAll("{cells}", t("unit.cells")).replace(/[{}]/g, "");

/** "P12M" as "12 months". What is no duration stays as it is. */
export function duration(iso) {
  const parts = /^P(?=.)(?:([\d.]+)Y)?(?:([\d.]+)M)?(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T([\d.]+)H)?$/.exec(iso ?? "");
  if (!parts) return String(iso ?? "");
  const said = ["year", "month", "week", "day", "hour"].map((name, i) =>
    parts[i + 1] ? t(`duration.${name}${parts[i + 1] === "1" ? "" : "s"}`, { n: parts[i + 1] }) : "",
  );
  return said.filter(Boolean).join(" ");
}

const between = (low, high) => `${number(low)} ${t("to")} ${number(high)}`;
const span = (low, high) => (low === high || high == null ? number(low) : low == null ? number(high) : between(low, high));

function result(value) {
  const { statistic, events, total, percent, estimate, sd, se } = value;
  const parts = [];
  if (events != null) parts.push(total != null ? `${number(events)} / ${number(total)}` : t("events", { n: number(events) }));
  else if (statistic === "none_observed") parts.push(t("none_observed"));
  if (percent != null) parts.push(parts.length ? `(${number(percent)}%)` : `${number(percent)}%`);
  if (estimate != null) {
    const name = has(`short.${statistic}`) ? t(`short.${statistic}`) + " " : "";
    parts.push(name + number(estimate) + (sd != null ? ` ± ${number(sd)}` : se != null ? ` (SE ${number(se)})` : ""));
  }
  const shownUnit = value.unit && (estimate != null || value.ci_low != null) ? ` ${unit(value.unit)}` : "";
  if (value.ci_low != null || value.ci_high != null)
    parts.push(
      `(${value.ci_level != null ? number(value.ci_level) + "% " : ""}CI ${between(value.ci_low ?? "?", value.ci_high ?? "?")})`,
    );
  if (value.iqr_low != null) parts.push(`[IQR ${between(value.iqr_low, value.iqr_high)}]`);
  else if (value.range_low != null) parts.push(`[${between(value.range_low, value.range_high)}]`);
  if (!parts.length && value.p != null) parts.push(`p ${value.p_relation ?? "="} ${number(value.p)}`);
  return parts.length ? parts.join(" ") + shownUnit : word("statistic", statistic ?? "unknown");
}

const HEADLINES = {
  result,
  sample_size: (v) => `${v.approximate ? "≈ " : ""}${number(v.count)} ${word("counted", v.unit ?? "participants")}`,
  dose: (v) => `${span(v.low, v.high)} ${unit(v.unit ?? "")}`.trim(),
  follow_up: (v) =>
    v.duration
      ? duration(v.duration)
      : v.low_days != null || v.high_days != null
        ? `${span(v.low_days, v.high_days)} ${t("days")}`
        : (v.schedule ?? []).map(duration).join(", "),
  outcome: (v) => v.name ?? "",
  arm: (v) => (v.count != null ? `${v.label} (n = ${number(v.count)})` : (v.label ?? "")),
  registration_id: (v) => v.id ?? "",
};

/** The value in one line: "5 × 10⁷ cells", "3 / 30 (10%)". */
export function headline(field, value) {
  if (!value || typeof value !== "object") return "";
  if (value.not_reported) return t("not_reported");
  return HEADLINES[field]?.(value) || "—";
}

/** What the value is about: the outcome of a result, the agent of a dose. */
export function subject(field, value) {
  if (!value) return "";
  const parts =
    {
      result: [value.outcome, value.time && duration(value.time)],
      dose: [value.agent, value.route && word("route", value.route)],
      sample_size: [value.kind && word("kind", value.kind)],
      follow_up: [value.statistic && word("statistic", value.statistic)],
      outcome: [value.role && word("role", value.role), value.time_frame && duration(value.time_frame)],
      arm: [value.role && word("role", value.role)],
      registration_id: [value.registry, value.role && word("role", value.role)],
    }[field] ?? [];
  return parts.filter(Boolean).join(" · ");
}

const IN_HEADLINE = {
  result: ["events", "total", "percent", "estimate", "sd", "unit", "ci_low", "ci_high", "ci_level"],
  sample_size: ["count", "unit", "approximate"],
  dose: ["low", "high", "unit"],
  follow_up: ["duration"],
  outcome: ["name"],
  arm: ["label", "count"],
  registration_id: ["id"],
};
const DURATIONS = new Set(["time", "interval", "duration", "time_frame"]);
const VOCABULARIES = {
  statistic: "statistic",
  kind: "kind",
  role: "role",
  route: "route",
  basis: "basis",
  phase: "phase",
  direction: "direction",
  analysis_set: "analysis",
  status: "status",
};

/** One member of a value, in words. */
export function member(name, value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (Array.isArray(value)) return value.map((one) => member(name, one)).join(", ");
  if (typeof value === "object") return `${number(value.value)} ${unit(value.unit ?? "")}`.trim();
  if (DURATIONS.has(name) || name === "schedule") return duration(value);
  if (VOCABULARIES[name]) return word(VOCABULARIES[name], value);
  if (name === "unit") return unit(value);
  return typeof value === "number" ? number(value) : value;
}

/** [name, words] of every member that the headline does not show. */
export function others(field, value) {
  const hidden = new Set([...(IN_HEADLINE[field] ?? []), "p_relation", "findings", "not_reported"]);
  return Object.entries(value ?? {})
    .filter(([name, member_]) => !hidden.has(name) && member_ !== null && member_ !== "" && member_ !== false)
    .map(([name, member_]) => [
      t(`member.${name}`),
      name === "p" ? `${value.p_relation ?? "="} ${number(member_)}` : member(name, member_),
    ]);
}

/** Every member, for two values side by side. */
export function allMembers(value) {
  return Object.entries(value ?? {}).filter(([name]) => name !== "findings");
}

export const sure = (confidence) => (confidence == null ? "" : `${Math.round(confidence * 100)}%`);
