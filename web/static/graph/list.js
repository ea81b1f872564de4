// The same as a list: what a screen reader, a keyboard and a printer get. Built when opened.

import { make, statusLabel } from "./dom.js";

const CURRENT = "aria-current";

/**
 * The list of a picture: `{element, show(shown), mark(id)}`. `shown` is {network, layered, look,
 * hidden: [{id, name}]}; `choose(id)` is called when a name is chosen, `unhide(id)` for one of the
 * hidden; `mark(id)` marks the one chosen elsewhere (null: none).
 */
export function list(say, choose, unhide) {
  const body = make("div", { class: "graph-list-body" });
  const summary = make("summary", {});
  const element = make("details", { class: "graph-list" }, summary, body);
  let shown = null;
  let chosen = null;
  let items = null;

  const entryOf = (id) => {
    const { network, look } = shown;
    const node = network.nodes.get(id);
    const waits = network.waits.get(id);
    const target = waits && network.nodes.get(waits.target);
    const name = make("button", { type: "button", class: "graph-name" }, node.name);
    name.addEventListener("click", () => choose(id));
    const group = look.groups && node.enterprise ? look.label(node) : null;
    const entry = make(
      "li",
      { "data-id": id },
      name,
      " ",
      node.status ? statusLabel(node.status) : null,
      node.status || node.kind === "stub" ? null : make("span", {}, say.kind(node.kind)),
      " ",
      group ? make("span", {}, `${group.symbol} ${group.word}`) : null,
      look.figure(node) ? make("span", {}, look.figure(node)) : null,
      network.pinned?.has(id) ? make("span", {}, say.pinned) : null,
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

  const hiddenEntry = ({ id, name }) => {
    const show = make("button", { type: "button" }, say.showAgain);
    show.setAttribute("aria-label", `${say.showAgain}: ${name}`);
    show.addEventListener("click", () => unhide(id));
    return make("li", {}, make("s", {}, name), " ", show);
  };

  const fill = () => {
    const { network, layered, hidden } = shown;
    items = new Map();
    body.replaceChildren();
    const titleOf = (n) => layered.titles?.[n] ?? (layered.tiers ? say.tier(n) : say.layer(n + 1));
    const part = (title, rows) => body.append(make("h4", {}, title), rows);
    if (network.path.length) {
      const title = network.way ? say.way : say.path;
      part(title, make("ol", { class: "graph-chain" }, ...network.path.map(entryOf)));
    }
    layered.rows.forEach((row, n) => {
      part(titleOf(n), make("ul", {}, ...row.map(entryOf)));
    });
    if (hidden.length) part(say.hidden(hidden.length), make("ul", {}, ...hidden.map(hiddenEntry)));
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
    show(next) {
      shown = next;
      items = null;
      const stubs = (row) => row.filter((id) => next.network.nodes.get(id).kind !== "stub").length;
      const size = next.layered.rows.reduce((sum, row) => sum + stubs(row), 0);
      summary.textContent = `${say.list} (${size})`;
      if (element.open) fill();
    },
    mark(id) {
      chosen = id;
      if (element.open) mark();
    },
  };
}
