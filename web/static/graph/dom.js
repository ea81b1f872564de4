// Making elements, and the symbols of the states as small pictures in the text.

/** `make("button", {class: "x", "aria-label": "…"}, child, "text", …)`; empty children are left out. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** The state as symbol and word: `<span class="graph-status graph-later">■ 第 4 天可复工</span>`. */
export function statusLabel(status, word = status.word) {
  const state = status.firm ? status.key : "unconfirmed";
  return make(
    "span",
    { class: `graph-status graph-${state}` },
    make("span", { class: "graph-symbol", "aria-hidden": "true" }, status.symbol),
    ` ${word}`,
  );
}
