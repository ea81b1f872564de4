// What the signs mean; only those that occur.

import { make, statusLabel } from "./dom.js";
import { SYMBOLS } from "./reading.js";

function sign(looks, word) {
  const picture = make("span", { class: looks, "aria-hidden": "true" });
  return make("span", { class: "graph-status" }, picture, ` ${word}`);
}

/** The legend of what is drawn: `ids` are the nodes in the picture. */
export function legend(network, ids, cards, say) {
  const nodes = ids.map((id) => network.nodes.get(id));
  const states = nodes.filter((node) => node.status).map((node) => node.status);
  const entries = Object.keys(SYMBOLS)
    .filter((key) => states.some((status) => status.key === key && status.firm))
    .map((key) => statusLabel({ key, firm: true, symbol: SYMBOLS[key] }, say[key]));
  if (states.some((status) => !status.firm)) {
    entries.push(statusLabel({ firm: false, symbol: "?" }, say.unconfirmed));
  }
  // Cards and the captions of their lines name their kinds themselves.
  const kinds = cards ? [] : nodes.filter((node) => !node.status && node.kind);
  for (const kind of new Set(kinds.map((node) => node.kind))) {
    entries.push(sign(`graph-shape graph-shape-${kind}`, say.kind(kind)));
  }
  const types = new Set(network.lines.map((line) => line.type));
  if (types.has("WAITS_FOR")) entries.push(sign("graph-stroke graph-stroke-waits", say.WAITS_FOR));
  if (types.has("SUPPLIES")) entries.push(sign("graph-stroke", say.SUPPLIES));
  return make(
    "ul",
    { class: "graph-legend", "aria-label": say.legend },
    ...entries.map((entry) => make("li", {}, entry)),
  );
}
