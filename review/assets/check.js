// Whether a value can be right. Problems stop a form; remarks only ask the person to look again.

import { t } from "./i18n.js";

const DURATION =
  /^P(?=[\dT])(?:\d+(?:\.\d+)?Y)?(?:\d+(?:\.\d+)?M)?(?:\d+(?:\.\d+)?W)?(?:\d+(?:\.\d+)?D)?(?:T(?=\d)(?:\d+(?:\.\d+)?H)?(?:\d+(?:\.\d+)?M)?)?$/;

/** What is wrong with one member as it stands in its input, or "". */
export function memberProblem(member, value) {
  if (value === undefined) return member.required ? t("problem.required") : "";
  if (member.kind === "whole" && !(Number.isInteger(value) && value >= 0)) return t("problem.whole");
  if (member.kind === "number" && !Number.isFinite(value)) return t("problem.number");
  if (member.kind === "duration" && !DURATION.test(value)) return t("problem.duration");
  return "";
}

const above = (value, low, high) => value[low] != null && value[high] != null && value[low] > value[high];

function* resultProblems(value) {
  if (value.events != null && value.total != null && value.events > value.total) yield ["events", t("problem.events")];
  if (value.percent != null && (value.percent < 0 || value.percent > 100)) yield ["percent", t("problem.percent")];
  if (value.p != null && (value.p < 0 || value.p > 1)) yield ["p", t("problem.p")];
  for (const spread of ["sd", "se"]) if (value[spread] < 0) yield [spread, t("problem.spread")];
  for (const [low, high] of [
    ["ci_low", "ci_high"],
    ["iqr_low", "iqr_high"],
    ["range_low", "range_high"],
  ])
    if (above(value, low, high)) yield [high, t("problem.order")];
  if (
    value.estimate != null &&
    value.ci_low != null &&
    value.ci_high != null &&
    (value.estimate < value.ci_low || value.estimate > value.ci_high)
  )
    yield ["estimate", t("problem.outside")];
  if (/_ratio$/.test(value.statistic) && value.estimate < 0) yield ["estimate", t("problem.ratio")];
  if (value.statistic === "events" && value.events == null) yield ["events", t("problem.required")];
}

function* resultRemarks(value) {
  if (value.events === 0) yield t("remark.zero");
  if (value.events != null && value.total > 0 && value.percent != null) {
    const worked = (100 * value.events) / value.total;
    if (Math.abs(worked - value.percent) > 0.6) yield t("remark.percent", { percent: worked.toFixed(1) });
  }
}

/** [member, words] of what stops a value as a whole. */
export function problems(field, value) {
  if (value.not_reported) return [];
  if (field === "result") return [...resultProblems(value)];
  if (field === "dose" && above(value, "low", "high")) return [["high", t("problem.order")]];
  if (field === "dose" && value.low < 0) return [["low", t("problem.negative")]];
  if (field === "follow_up" && above(value, "low_days", "high_days")) return [["high_days", t("problem.order")]];
  if (field === "follow_up" && !value.duration && value.low_days == null && value.high_days == null && !value.schedule?.length)
    return [["duration", t("problem.required")]];
  return [];
}

/** What a person should look at twice. */
export function remarks(field, value, quote = "") {
  const list = field === "result" ? [...resultRemarks(value)] : [];
  if (field === "sample_size" && value.count === 0) list.push(t("remark.zero"));
  if (field === "arm" && value.count === 0) list.push(t("remark.zero"));
  if (field === "registration_id" && quote && value.id && !quote.toLowerCase().includes(String(value.id).toLowerCase()))
    list.push(t("remark.elsewhere"));
  return list;
}
