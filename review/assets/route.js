// Where one is: `#/view/part?filter`. The filter lives in the address, so a link or a reload shows the same list.

import { settled } from "./dom.js";
import { tell } from "./state.js";

export const FILTERS = ["field", "state", "document", "trial", "lang", "rule", "min_confidence", "max_confidence", "q"];

export function readRoute() {
  const [path, search = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [view, ...rest] = path.split("/").map(decodeURIComponent);
  return { view: view || "review", part: rest.join("/"), parameters: Object.fromEntries(new URLSearchParams(search)) };
}

export function address(view, part = "", parameters = {}) {
  const search = new URLSearchParams(
    Object.entries(parameters).filter(([, value]) => value !== undefined && value !== null && value !== ""),
  );
  return `#/${view}${part ? "/" + encodeURIComponent(part) : ""}${search.size ? "?" + search : ""}`;
}

/** Goes there. */
export function go(view, part, parameters) {
  const target = address(view, part, parameters);
  if (target === location.hash) tell("route", readRoute());
  else location.hash = target;
}

// Browsers refuse addresses that change hundreds of times in a few seconds, and nobody reads them that fast.
const write = settled(250, (from, target) => {
  if (location.hash === from) history.replaceState(null, "", target); // Else one has gone elsewhere since.
});

/** Changes the address of the view one is in, without going anywhere. */
export function note(parameters) {
  const { view, part } = readRoute();
  write(location.hash, address(view, part, parameters));
}

/** The filter of the address: only what the queue knows. */
export function filterOf(parameters) {
  return Object.fromEntries(FILTERS.filter((name) => parameters[name]).map((name) => [name, parameters[name]]));
}

addEventListener("hashchange", () => tell("route", readRoute()));
