// How this person likes the page. Kept in the browser; without it (private windows) for the visit only.

const DEFAULTS = { theme: "system", size: "normal", language: "system" };
const KEY = "trialmine.settings";
let settings = { ...DEFAULTS };

try {
  settings = { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEY) ?? "{}") };
} catch {
  /* Unreadable settings are no settings. */
}

export const setting = (name) => settings[name];

export function setSetting(name, value) {
  settings = { ...settings, [name]: value };
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    /* They last for the visit. */
  }
  apply();
}

/** `en` or `zh`. */
export function language() {
  const wished = settings.language === "system" ? navigator.language : settings.language;
  return wished.toLowerCase().startsWith("zh") ? "zh" : "en";
}

const dark = matchMedia("(prefers-color-scheme: dark)");
const watchers = new Set();
/** Calls `f` when colours or sizes change. */
export const onAppearance = (f) => watchers.add(f);

export function apply() {
  const root = document.documentElement;
  root.dataset.theme = settings.theme === "dark" || (settings.theme === "system" && dark.matches) ? "dark" : "light";
  root.dataset.size = settings.size;
  root.lang = language() === "zh" ? "zh-Hans" : "en";
  for (const watcher of watchers) watcher();
}
dark.addEventListener("change", apply);
