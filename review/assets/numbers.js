// Numbers as papers print them, in English and Chinese, read into the members of a field: what a selection or a typed line fills a form
// with. It only proposes; the person sees every member before it counts.

const SUPERSCRIPTS = { "⁰": 0, "¹": 1, "²": 2, "³": 3, "⁴": 4, "⁵": 5, "⁶": 6, "⁷": 7, "⁸": 8, "⁹": 9, "⁻": "-", "⁺": "+" };

/** One way of writing: full-width as ASCII, superscripts as ^6, one minus, one times, no thousands separators. */
export function plain(text) {
  return text
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+/g, (run) => "^" + [...run].map((c) => SUPERSCRIPTS[c]).join(""))
    .normalize("NFKC")
    .replace(/[−–—‒﹣]/g, "-")
    .replace(/[×✕╳·](?=\s*10)/g, "x")
    .replace(/[∙·](?=\d)/g, ".")
    .replace(/(\d)[,\u2009\u202f](?=\d{3}(?!\d))/g, "$1")
    .replace(/±|\+\/-/g, "±")
    .replace(/≤/g, "<=")
    .replace(/≥/g, ">=")
    .replace(/\s+/g, " ")
    .trim();
}

const N = "[-+]?(?:\\d+(?:\\.\\d+)?|\\.\\d+)";
const find = (text, pattern) => text.match(new RegExp(pattern, "i"));
const WORDS = [
  "zero",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
  "thirteen",
  "fourteen",
  "fifteen",
  "sixteen",
  "seventeen",
  "eighteen",
  "nineteen",
  "twenty",
];
const TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const HAN = "零一二三四五六七八九";

/** A count in digits, English words up to ninety-nine, or Chinese numerals up to 九十九; nothing else. */
export function count(text) {
  const digits = find(text, "(?<![\\d.])\\d+(?![\\d.]*\\d)");
  if (digits) return Number(digits[0]);
  const lower = text.toLowerCase();
  const [, tens, ones] =
    lower.match(
      /\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](one|two|three|four|five|six|seven|eight|nine))?\b/,
    ) ?? [];
  if (tens) return TENS.indexOf(tens) * 10 + (ones ? WORDS.indexOf(ones) : 0);
  const word = WORDS.findIndex((name) => new RegExp(`\\b${name}\\b`).test(lower));
  if (word >= 0) return word;
  const han = text.match(/([一二三四五六七八九])?十([一二三四五六七八九])?|[零一两二三四五六七八九](?=[例名位个人])/);
  if (!han) return undefined;
  if (!han[0].includes("十")) return HAN.indexOf(han[0].replace("两", "二"));
  return (han[1] ? HAN.indexOf(han[1]) : 1) * 10 + (han[2] ? HAN.indexOf(han[2]) : 0);
}

const SPANS = [
  ["Y", "years?|yrs?|y|年"],
  ["M", "months?|mos?|个月|個月|月"],
  ["W", "weeks?|wks?|w|周|週|星期"],
  ["D", "days?|d|天|日"],
  ["TH", "hours?|hrs?|h|小时|小時"],
];
const DAYS = { Y: 365.25, M: 30.4375, W: 7, D: 1, TH: 1 / 24 };

/** "12 months", "24周", "P6M" as an ISO 8601 duration; nothing where there is none. */
export function duration(text) {
  const line = plain(text).replace(/\b[a-z]+(?= (?:years?|months?|weeks?|days?|hours?)\b)/i, (name) =>
    WORDS.includes(name.toLowerCase()) ? WORDS.indexOf(name.toLowerCase()) : name,
  );
  const iso = line.match(/^P(?:\d+(?:\.\d+)?[YMWD])*(?:T(?:\d+(?:\.\d+)?[HMS])+)?$/i);
  if (iso && line.length > 1) return line.toUpperCase();
  for (const [letter, names] of SPANS) {
    const found = find(line, `(${N}) ?-?(?:${names})(?![a-z])`);
    if (found) return letter === "TH" ? `PT${Number(found[1])}H` : `P${Number(found[1])}${letter}`;
    const reversed = find(line, `\\b(?:${names.replace(/\|[a-z一-龥]$/i, "")}) (\\d+)\\b`);
    if (reversed && letter !== "TH") return `P${reversed[1]}${letter}`;
  }
  return undefined;
}

/** Days of an ISO 8601 duration of one unit or several; nothing where it has none. */
export function days(iso) {
  const parts = iso.match(/^P(?:([\d.]+)Y)?(?:([\d.]+)M)?(?:([\d.]+)W)?(?:([\d.]+)D)?(?:T([\d.]+)H)?$/);
  if (!parts || iso === "P") return undefined;
  return ["Y", "M", "W", "D", "TH"].reduce((sum, letter, i) => sum + (parts[i + 1] ? Number(parts[i + 1]) * DAYS[letter] : 0), 0);
}

function p(line) {
  const found = find(line, `\\bp ?(?:-? ?values?|值)? ?(<=|>=|=|<|>) ?(${N})`);
  return found ? { p_relation: found[1], p: Number(found[2]) } : {};
}

function interval(line) {
  const found = find(
    line,
    `(?:(\\d+(?:\\.\\d+)?) ?% ?(?:CI|confidence interval|可信区间|置信区间)|CI)[ :,=;]*[(\\[]?(${N})(?: ?(?:to|~|至|,|;) ?| ?- ?)(${N})`,
  );
  const level = found?.[1] && { ci_level: Number(found[1]) };
  if (found) return { ...level, ci_low: Number(found[2]), ci_high: Number(found[3]), at: found.index };
  const bare = find(line, `(${N}) ?[(\\[] ?(${N})(?: ?(?:to|~|至|,|;) ?| ?- ?)(${N}) ?[)\\]]`);
  return bare ? { estimate: Number(bare[1]), ci_low: Number(bare[2]), ci_high: Number(bare[3]), at: bare.index } : {};
}

const RATIOS = [
  ["hazard_ratio", "\\bHR\\b|hazard ratio|风险比"],
  ["odds_ratio", "\\bOR\\b|odds ratio|比值比"],
  ["risk_ratio", "\\bRR\\b|risk ratio|relative risk|相对危险度"],
  ["mean_difference", "mean difference|\\bMD\\b|均数差|difference"],
];

function result(line) {
  const value = { ...p(line) };
  const range = interval(line);
  const ratio = RATIOS.find(([, names]) => find(line, names));
  const whole = find(line, `(\\d+) ?(?:\\/|of|out of) ?(\\d+)`) ?? find(line, `(\\d+)例?中(?:有)?(\\d+)例`);
  const spread = find(line, `(${N}) ?± ?(${N})`) ?? find(line, `^(${N}) ?\\((?:SD ?)?(${N})\\)$`);
  const share = find(line, `(?:(\\d+) ?(?:例|名|patients|participants)? ?[(])? ?(${N}) ?%`);
  if (ratio || (range.ci_low !== undefined && !spread && !whole)) {
    value.statistic = ratio?.[0] ?? "mean";
    const { at, ...rest } = range;
    Object.assign(value, rest);
    const before = find(at === undefined ? line : line.slice(0, at), `(${N})\\D*$`);
    if (value.estimate === undefined && before) value.estimate = Number(before[1]);
  } else if (whole) {
    const chinese = whole[0].includes("中");
    Object.assign(value, { statistic: "events", events: Number(whole[chinese ? 2 : 1]), total: Number(whole[chinese ? 1 : 2]) });
    const percent = find(line, `(${N}) ?%`);
    if (percent) value.percent = Number(percent[1]);
  } else if (spread) {
    Object.assign(value, { statistic: "mean", estimate: Number(spread[1]), sd: Number(spread[2]) });
  } else if (share) {
    value.statistic = share[1] ? "events" : "proportion";
    if (share[1]) value.events = Number(share[1]);
    value.percent = Number(share[2]);
  } else if (value.p !== undefined) {
    value.statistic = "p_value";
  } else if (/^(?:none|no |nil)|未见|未出现|无/i.test(line)) {
    value.statistic = "none_observed";
  } else {
    const events = count(line);
    if (events !== undefined && !/\d\.\d/.test(line)) Object.assign(value, { statistic: "events", events });
    const decimal = find(line, N);
    if (events === undefined && decimal) Object.assign(value, { statistic: "mean", estimate: Number(decimal[0]) });
  }
  const time = duration(line);
  return time ? { ...value, time } : value;
}

const SCALES = [
  ["million", 1e6],
  ["billion", 1e9],
  ["亿", 1e8],
  ["億", 1e8],
  ["万", 1e4],
  ["萬", 1e4],
];
const DOSE_UNITS = [
  ["{cells}", "cells?|细胞|細胞|MSCs?|[个個]"],
  ["ug", "µg|μg|ug|mcg|微克"],
  ["mg", "mg|毫克"],
  ["g", "g|克"],
  ["mL", "ml|毫升"],
  ["[iU]", "IU|U|单位|單位"],
];
const ROUTES = [
  ["intravenous", "intraven|静脉|靜脈|\\biv\\b"],
  ["intra-articular", "intra-?articular|关节腔|關節腔"],
  ["intrathecal", "intrathecal|鞘内"],
  ["subcutaneous", "subcutan|皮下"],
  ["intramuscular", "intramusc|肌肉|肌注"],
  ["oral", "oral|口服"],
  ["topical", "topical|外用"],
];

function dose(text) {
  const line = text.replace(/\b\d{1,3}(?: \d{3})+(?!\d)/, (digits) => digits.replaceAll(" ", ""));
  const scaled = (digits, power) => Number(power ? `${digits}e${Number(power)}` : digits);
  const amount = `(${N})(?: ?x ?10 ?\\^? ?([-+]?\\d{1,2}))?`;
  const range = find(line, `${amount}(?: ?(?:to|~|至) ?| ?- ?)${amount}`);
  const one = find(line, amount);
  if (!one) return {};
  const value = range
    ? { low: scaled(range[1], range[2] ?? range[4]), high: scaled(range[3], range[4]) }
    : { low: scaled(one[1], one[2]), high: scaled(one[1], one[2]) };
  const rest = line.slice((range ?? one).index + (range ?? one)[0].length);
  const scale = SCALES.find(([name]) => rest.trimStart().toLowerCase().startsWith(name));
  if (scale) Object.assign(value, { low: value.low * scale[1], high: value.high * scale[1] });
  const unit = DOSE_UNITS.map(([ucum, names]) => [ucum, rest.search(new RegExp(`(?<![a-z])(?:${names})(?![a-z])`, "i"))])
    .filter(([, at]) => at >= 0)
    .sort((a, b) => a[1] - b[1])[0];
  const perKg = /\/ ?kg|per kg|每公斤/i.test(rest);
  if (unit) value.unit = unit[0] + (perKg ? "/kg" : "");
  else if (one[2] || scale) value.unit = perKg ? "{cells}/kg" : "{cells}";
  const route = ROUTES.find(([, names]) => find(line, names));
  return route ? { ...value, route: route[0] } : value;
}

function sampleSize(line) {
  const n = find(line, "\\bn ?= ?(\\d+)");
  const value = { count: n ? Number(n[1]) : count(line) };
  const kinds = [
    ["planned", "plan|will|拟|计划"],
    ["screened", "screen|筛选"],
    ["completed", "complet|完成"],
    ["analysed", "analy[sz]|分析"],
    ["treated", "treated|接受治疗"],
    ["randomized", "random|随机"],
    ["enrolled", "enrol|includ|纳入|入选"],
  ];
  const kind = kinds.find(([, names]) => find(line, names));
  if (kind) value.kind = kind[0];
  return value.count === undefined ? {} : value;
}

function arm(text) {
  const line = plain(text);
  const counted = line.match(/^(.*?)[\s(（]*(?:n ?= ?)?(\d+) ?(?:例|名|人|patients|participants)?[)）]?$/i);
  const label = (counted?.[1] || line).replace(/[\s,，:：(（]+$/, "");
  const value = { label };
  if (counted) value.count = Number(counted[2]);
  if (/placebo|安慰剂|sham/i.test(line)) value.role = "placebo";
  else if (/control|对照/i.test(line)) value.role = "active_comparator";
  else if (/treat|治疗|试验|experiment|细胞/i.test(line)) value.role = "experimental";
  return value;
}

const REGISTERS = [
  ["ClinicalTrials.gov", /NCT\d{8}/i],
  ["ChiCTR", /ChiCTR[-A-Z]*\d{8,10}/i],
  ["ISRCTN", /ISRCTN\d{8}/i],
  ["EU CTR", /20\d\d-\d{6}-\d\d/],
  ["JPRN", /(?:UMIN|JPRN-UMIN|jRCTs?)\d+/i],
  ["ANZCTR", /ACTRN\d{14}/i],
  ["CTRI", /CTRI\/\d{4}\/\d{2,3}\/\d{6}/i],
  ["DRKS", /DRKS\d{8}/i],
];

function registration(line) {
  for (const [registry, pattern] of REGISTERS) {
    const found = line.match(pattern);
    if (found)
      return { id: registry === "ClinicalTrials.gov" ? found[0].toUpperCase() : found[0], registry, status: "well_formed" };
  }
  return { id: line };
}

const READERS = {
  result,
  dose,
  sample_size: sampleSize,
  follow_up: (line) => {
    const value = duration(line);
    const statistic = find(line, "median|中位")
      ? "median"
      : find(line, "mean|平均")
        ? "mean"
        : find(line, "at least|至少")
          ? "minimum"
          : undefined;
    return { ...(value && { duration: value, days: days(value) }), ...(statistic && { statistic }) };
  },
  outcome: (line, text) => ({ name: text.trim(), ...(duration(line) && { time_frame: duration(line) }) }),
  arm: (line, text) => arm(text),
  registration_id: registration,
};

/** The members of `field` that these words state. */
export function read(field, text) {
  return READERS[field](plain(text), text);
}

/** Which field such words most likely belong to. */
export function likelyField(text) {
  const line = plain(text);
  if (REGISTERS.some(([, pattern]) => pattern.test(line))) return "registration_id";
  if (/10 ?\^? ?\d|\b(?:mg|µg|μg|mcg|IU)\b|[mb]illion|万|亿|cells?\/kg|个细胞/i.test(line) && !/%|±/.test(line)) return "dose";
  if (/%|±|\d ?\/ ?\d|\bCI\b|\bp ?[<=>]|\bHR\b|\bOR\b|\bRR\b|\d+ of \d+/i.test(line)) return "result";
  if (/follow|随访/i.test(line) || (duration(line) && line.length < 24)) return "follow_up";
  if (/组|\b(?:group|arm|placebo|sham)\b/i.test(line)) return "arm";
  if (count(line) !== undefined && /例|名|patients|participants|subjects|n ?=|adults|people/i.test(line)) return "sample_size";
  return /\d/.test(line) ? "result" : "outcome";
}
