// What the signs mean; only those that occur. Each group can be left out of the picture.

import { make, statusLabel } from "./dom.js";
import { keyOf } from "./explore/look.js";
import { signOf } from "./points.js";
import { SYMBOLS } from "./reading.js";

function sign(looks, word) {
  const picture = make("span", { class: looks, "aria-hidden": "true" });
  return make("span", { class: "graph-status" }, picture, ` ${word}`);
}

/**
 * The groups of a network as [key, label], those of readiness in the order of their symbols.
 * `points` have but four shapes, and those that are not confirmed are grey, since they have no
 * outline that could be broken.
 */
function groupsOf(network, look, say, points) {
  if (look.groups) {
    return look.groups
      .filter((group) => group.own || group.key === "none")
      .map(({ key, tone, shape, symbol, word, count }) => [
        key,
        statusLabel({ key: tone, firm: true, symbol: points ? signOf(shape) : symbol }, `${word} ${count}`),
      ]);
  }
  const nodes = [...network.nodes.values()];
  const occurs = new Set(nodes.map((node) => keyOf("readiness", node, network.words)));
  const states = Object.keys(SYMBOLS).filter((key) => occurs.has(key));
  const entries = states.map((key) => [
    key,
    statusLabel({ key, firm: true, symbol: points ? signOf(key) : SYMBOLS[key] }, say[key]),
  ]);
  if (occurs.has("unconfirmed")) {
    const shown = points ? { key: "unknown", firm: true, symbol: "●" } : { firm: false, symbol: "?" };
    entries.push(["unconfirmed", statusLabel(shown, say.unconfirmed)]);
  }
  return entries;
}

/** How many groups are left out that the legend does not tell: they are of another colouring. */
export function leftOutElsewhere(state) {
  return state.without.filter((one) => !one.startsWith(`${state.colour}~`)).length;
}

/** How many enterprises stand in groups that have no colour of their own. */
function others(look, say, points) {
  const rest = (look.groups ?? []).filter((group) => !group.own && group.key !== "none");
  const count = rest.reduce((sum, group) => sum + group.count, 0);
  if (!count) return [];
  return [statusLabel({ key: "unknown", firm: true, symbol: points ? signOf("ellipse") : "○" }, `${say.others(rest.length)} ${count}`)];
}

/**
 * The legend: `all` is the whole network, `ids` the nodes in the picture; `toggle(key)` leaves a
 * group out, or takes it in again.
 */
export function legend(all, ids, { cards, points, look, state }, say, toggle) {
  const filters = groupsOf(all, look, say, points).map(([key, label]) => {
    const out = state.without.includes(`${state.colour}~${key}`);
    const made = make(
      "button",
      { type: "button", class: "graph-filter", "aria-pressed": String(!out), "data-key": key, title: say.filter },
      label,
    );
    made.addEventListener("click", () => toggle(key));
    return made;
  });
  const entries = others(look, say, points);
  // Cards and the captions of their lines name their kinds themselves.
  const nodes = cards ? [] : ids.map((id) => all.nodes.get(id)).filter((node) => node && !node.status && node.kind);
  for (const kind of new Set(nodes.map((node) => node.kind))) {
    entries.push(sign(`graph-shape graph-shape-${kind}`, say.kind(kind)));
  }
  const types = new Set(all.lines.map((line) => line.type));
  if (types.has("WAITS_FOR")) entries.push(sign("graph-stroke graph-stroke-waits", say.WAITS_FOR));
  if (types.has("SUPPLIES")) entries.push(sign("graph-stroke", say.SUPPLIES));
  return make(
    "ul",
    { class: "graph-legend", "aria-label": say.legend },
    ...[...filters, ...entries].map((entry) => make("li", {}, entry)),
  );
}
