// Talking to the server that this page came from.

/** What the server answered instead of what was asked for. `code` is `offline` where it did not answer. */
export class ApiError extends Error {
  constructor(status, code, detail, more) {
    super(detail || code);
    this.status = status;
    this.code = code;
    this.more = more; // Other members of the error: `by`, `field`.
  }
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", cache: "no-store", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0, "offline", String(error.message));
  }
  let body = {};
  try {
    body = await response.json();
  } catch {
    if (response.ok) throw new ApiError(0, "offline", "cut off");
  }
  if (response.ok) return body;
  const error = body.error ?? {};
  throw new ApiError(response.status, error.code ?? String(response.status), error.detail ?? response.statusText, error);
}

export const get = (path, signal) => ask(path, { signal });
export const post = (path, body) =>
  ask(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** "?a=1&b=2" of what is not empty. */
export function query(members) {
  const parts = Object.entries(members).filter(([, value]) => value !== undefined && value !== null && value !== "");
  return parts.length ? "?" + new URLSearchParams(parts) : "";
}

/** An id as part of a path. */
export const part = encodeURIComponent;
