// Help and settings.

import { h, key } from "./dom.js";
import { allKeys } from "./keys.js";
import { setSetting, setting } from "./settings.js";
import { t } from "./i18n.js";

/** Shows `content` over the page until it is closed; the cursor goes back where it was. */
export function openDialog(title, ...content) {
  const before = document.activeElement;
  const dialog = h(
    "dialog",
    { "aria-label": title },
    h("h2", null, title),
    content,
    h("footer", null, h("button", { type: "button", onclick: () => dialog.close() }, t("close"), key("Esc"))),
  );
  dialog.addEventListener("close", () => {
    dialog.remove();
    before?.focus?.({ preventScroll: true });
  });
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

export function help() {
  openDialog(
    t("help.title"),
    h(
      "ul",
      { class: "key-columns" },
      allKeys()
        .filter((one) => one.name)
        .map((one) =>
          h(
            "li",
            null,
            h(
              "span",
              null,
              (one.shows ?? one.keys).map((name) => h("kbd", null, label(name))),
            ),
            h("span", null, t(`key.${one.name}`)),
          ),
        ),
    ),
    h("p", { class: "faint" }, t("help.typing")),
  );
}

const label = (name) =>
  name.length === 1 && name.toUpperCase() === name && /[A-Z]/.test(name)
    ? `⇧ ${name}`
    : name.length === 1
      ? name.toUpperCase()
      : ({ ArrowDown: "↓", ArrowUp: "↑", Escape: "Esc" }[name] ?? name);

export function settings() {
  const segments = (name, options) =>
    h(
      "div",
      { class: "segments", role: "group", "aria-label": t(`settings.${name}`) },
      options.map((option) =>
        h(
          "button",
          {
            type: "button",
            "aria-pressed": String(setting(name) === option),
            onclick: (event) => choose(event.target, name, option),
          },
          t(`settings.${name}.${option}`),
        ),
      ),
    );
  openDialog(
    t("settings"),
    h(
      "div",
      { class: "rows" },
      h("span", null, t("settings.theme")),
      segments("theme", ["system", "light", "dark"]),
      h("span", null, t("settings.size")),
      segments("size", ["small", "normal", "large", "largest"]),
      h("span", null, t("settings.language")),
      segments("language", ["system", "en", "zh"]),
    ),
  );
}

function choose(button, name, option) {
  for (const other of button.parentElement.children) other.setAttribute("aria-pressed", String(other === button));
  setSetting(name, option);
  if (name === "language") location.reload(); // Every word of the page changes; what is unsent is kept.
}
