// The words of the interface in the reader's language.

import { language } from "./settings.js";
import { en } from "./en.js";
import { zh } from "./zh.js";

const words = language() === "zh" ? zh : en;

/** The phrase of that name with its {gaps} filled. A phrase that is missing shows its name, so that a test sees it. */
export function t(name, gaps = {}) {
  const phrase = words[name] ?? name;
  return phrase.replace(/\{(\w+)\}/g, (whole, gap) => (gap in gaps ? String(gaps[gap]) : whole));
}

/** Whether there is such a phrase: vocabularies of the data may grow before their translation. */
export const has = (name) => name in words;
/** A word of a vocabulary (`role.placebo`), else the word as the data has it. */
export const word = (vocabulary, value) =>
  has(`${vocabulary}.${value}`) ? t(`${vocabulary}.${value}`) : String(value).replaceAll("_", " ");

export const locale = language() === "zh" ? "zh-CN" : "en-GB";
const counted = new Intl.NumberFormat(locale);
export const count = (n) => counted.format(n ?? 0);

const clock = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
/** An ISO 8601 time as the reader's clock tells it. */
export function when(iso) {
  const time = new Date(iso);
  return isNaN(time) ? String(iso ?? "") : clock.format(time);
}
