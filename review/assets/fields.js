// What the value of each field is made of: the members that a form shows, in the order a person fills them in.

const text = (name, more) => ({ name, kind: "text", ...more });
const whole = (name, more) => ({ name, kind: "whole", ...more });
const number = (name, more) => ({ name, kind: "number", ...more });
const duration = (name, more) => ({ name, kind: "duration", ...more });
const choice = (name, options, more) => ({ name, kind: "choice", options, ...more });
const check = (name, more) => ({ name, kind: "check", ...more });
const arm = (name = "arm", more) => ({ name, kind: "arm", ...more });

const required = { required: true };
/** That the report does not give the number, which is another answer than zero. */
const notReported = check("not_reported");
const isReported = { when: (value) => !value.not_reported };

export const STATISTICS = [
  "events",
  "proportion",
  "mean",
  "median",
  "change",
  "mean_difference",
  "risk_ratio",
  "odds_ratio",
  "hazard_ratio",
  "rate",
  "p_value",
  "none_observed",
];
const CENTRAL = ["mean", "median", "change", "mean_difference", "risk_ratio", "odds_ratio", "hazard_ratio", "rate"];
const rare = { rare: true };
const only = (...statistics) => ({ when: (value) => !value.not_reported && statistics.includes(value.statistic) });

const rarely = (...statistics) => ({ ...only(...statistics), ...rare });

export const UNITS = ["{cells}", "{cells}/kg", "mg", "mg/kg", "ug", "g", "mL", "[iU]"];
const ROUTES = [
  "intravenous",
  "intrathecal",
  "intra-articular",
  "intracoronary",
  "intramyocardial",
  "intra-arterial",
  "intramuscular",
  "subcutaneous",
  "oral",
  "inhaled",
  "topical",
  "intralesional",
  "intravitreal",
  "other",
];

export const FIELDS = {
  result: [
    choice("statistic", STATISTICS, required),
    text("outcome", { whole: true, ...required }),
    arm(),
    arm("comparator"),
    whole("events", only("events", "proportion")),
    whole("total", only("events", "proportion", "none_observed", "mean", "median", "change")),
    number("percent", only("events", "proportion")),
    number("estimate", only(...CENTRAL)),
    number("sd", only("mean", "change")),
    number("se", rarely("mean", "change", "mean_difference")),
    number("ci_low", only(...CENTRAL, "events", "proportion")),
    number("ci_high", only(...CENTRAL, "events", "proportion")),
    number("ci_level", { rare: true, when: (value) => value.ci_low != null || value.ci_high != null }),
    number("iqr_low", only("median")),
    number("iqr_high", only("median")),
    number("range_low", rarely("mean", "median")),
    number("range_high", rarely("mean", "median")),
    choice("p_relation", ["=", "<", ">", "<=", ">="], { literal: true }),
    number("p"),
    duration("time"),
    text("unit"),
    notReported,
    choice("direction", ["higher", "lower", "no_difference"], rare),
    choice("analysis_set", ["itt", "per_protocol", "safety"], rare),
    text("subgroup", rare),
    check("baseline", rare),
  ],
  sample_size: [
    whole("count", { ...required, ...isReported }),
    choice("kind", ["planned", "screened", "enrolled", "randomized", "treated", "completed", "analysed"], required),
    choice("unit", ["participants", "studies", "eyes", "knees", "clusters", "other"]),
    arm(),
    notReported,
    check("approximate", rare),
  ],
  dose: [
    number("low", { ...required, ...isReported }),
    number("high", isReported),
    text("unit", { suggestions: UNITS, ...required, ...isReported }),
    choice("basis", ["administration", "day", "total"]),
    text("agent", { whole: true }),
    choice("route", ROUTES),
    arm(),
    notReported,
    whole("administrations", rare),
    duration("interval", rare),
    duration("duration", rare),
    choice("phase", ["loading", "maintenance", "escalation"], rare),
  ],
  follow_up: [
    duration("duration"),
    choice("statistic", ["fixed", "median", "mean", "minimum", "maximum", "range"], required),
    number("low_days"),
    number("high_days"),
    notReported,
  ],
  outcome: [
    text("name", { whole: true, ...required }),
    choice("role", ["primary", "secondary", "safety", "unspecified"], required),
    duration("time_frame"),
  ],
  arm: [
    text("label", { whole: true, ...required }),
    choice("role", ["experimental", "active_comparator", "placebo", "no_intervention", "unknown"], required),
    whole("count"),
  ],
  registration_id: [
    text("id", required),
    text("registry"),
    choice("role", ["own", "cited"], required),
    choice("status", ["well_formed", "repaired", "malformed"]),
  ],
};

/** In the order of the digits that choose them. */
export const FIELD_NAMES = Object.keys(FIELDS);

export const DEFAULTS = {
  result: { statistic: "events" },
  sample_size: { kind: "randomized", unit: "participants" },
  dose: { basis: "administration" },
  follow_up: { statistic: "fixed" },
  outcome: { role: "unspecified" },
  arm: { role: "unknown" },
  registration_id: { role: "own", status: "well_formed" },
};

/** The five errors that reviews of published data find, in the order of the digits that choose them. */
export const REASONS = ["numerical", "ambiguous", "zero_assumed", "wrong_arm", "misidentified"];
