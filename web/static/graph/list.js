// The same as a list: what a screen reader, a keyboard and a printer get. Built when first opened.

import { make, statusLabel } from "./dom.js";

const CURRENT = "aria-current";

/**
 * The list of a picture: `{element, show(id)}`. `rows` are the layers as drawn, `tiers` whether they
 * are tiers; `choose(id)` is called when a name is chosen; `show(id)` marks the one chosen elsewhere
 * (null: none).
 */
export function list(network, { rows, tiers }, say, choose) {
  const size = rows.reduce((sum, row) => sum + row.length, 0);
  const body = make("div", { class: "graph-list-body" });
  const element = make(
    "details",
    { class: "graph-list" },
    make("summary", {}, `${say.list} (${size})`),
    body,
  );
  let chosen = null;
  let items = null;

  const item = (id) => {
    const node = network.nodes.get(id);
    const waits = network.waits.get(id);
    const target = waits && network.nodes.get(waits.target);
    const name = make("button", { type: "button", class: "graph-name" }, node.name);
    name.addEventListener("click", () => choose(id));
    const entry = make(
      "li",
      { "data-id": id },
      name,
      " ",
      node.status ? statusLabel(node.status) : make("span", {}, say.kind(node.kind)),
      " ",
      id === network.blocker ? make("strong", { class: "graph-flag" }, say.blocker) : null,
      target ? ` — ${say.waitsFor} ${target.name}${waits.caption && say.of(waits.caption)}` : null,
      " ",
      node.page
        ? make("a", { href: node.page, "aria-label": `${say.open}: ${node.name}` }, say.open)
        : null,
    );
    items.set(id, [...(items.get(id) ?? []), entry]);
    return entry;
  };

  const fill = () => {
    items = new Map();
    if (network.path.length) {
      body.append(
        make("h4", {}, say.path),
        make("ol", { class: "graph-chain" }, ...network.path.map(item)),
      );
    }
    rows.forEach((row, n) => {
      body.append(make("h4", {}, tiers ? say.tier(n) : say.layer(n + 1)), make("ul", {}, ...row.map(item)));
    });
  };

  const mark = () => {
    for (const entry of body.querySelectorAll(`[${CURRENT}]`)) entry.removeAttribute(CURRENT);
    const entries = items?.get(chosen) ?? [];
    for (const entry of entries) entry.setAttribute(CURRENT, "true");
    // Only the list scrolls, never the page.
    if (entries.length && !entries.some((entry) => entry.contains(document.activeElement))) {
      body.scrollTop = entries[0].offsetTop - body.clientHeight / 2;
    }
  };

  element.addEventListener("toggle", () => {
    if (!element.open) return;
    if (!items) fill();
    mark();
  });
  return {
    element,
    show(id) {
      chosen = id;
      if (element.open) mark();
    },
  };
}
