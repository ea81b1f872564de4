// What colour, shape and size tell. Pure. Colour never stands alone: each group has a shape and a
// symbol too, and words wherever there is room for them.

import { industryOf, placeOf, SYMBOLS } from "../reading.js";

export const COLOURS = ["readiness", "step", "district", "industry"];
export const SIZES = ["same", "headcount", "held"];

const STEPS = ["surveyed_on", "filed_on", "prevention_on", "resumed_on"];
const SHAPES = ["ellipse", "triangle", "round-rectangle", "diamond", "star", "vee"];
const SIGNS = ["●", "▲", "■", "◆", "★", "▼"];

/** The tone of a state: what is not firm is its own, whatever the state. */
export function stateOf(node) {
  if (!node.status) return "thing";
  return node.status.firm ? node.status.key : "unconfirmed";
}

/** What a node counts as in one dimension: a state, a step, a code; "none" where it is unknown. */
export function keyOf(dimension, node, words) {
  if (!node.enterprise) return "thing";
  if (dimension === "readiness") return stateOf(node);
  if (dimension === "step") {
    return String(node.step ?? STEPS.findLastIndex((step) => node.facts[step]) + 1);
  }
  const of = dimension === "district" ? placeOf : industryOf;
  return of(node.facts, words)?.code ?? "none";
}

function wordOf(dimension, key, node, words, say) {
  if (key === "none") return say.notKnown;
  if (dimension === "step") return key === "0" ? say.noStep : say[STEPS[Number(key) - 1]];
  return (dimension === "district" ? placeOf : industryOf)(node.facts, words).word;
}

/** The groups of a dimension that occur, most members first; steps in their order. */
function groupsOf(network, dimension, say) {
  const groups = new Map();
  for (const node of network.nodes.values()) {
    if (!node.enterprise) continue;
    const key = keyOf(dimension, node, network.words);
    const counted = groups.get(key);
    if (counted) counted.count += 1;
    else groups.set(key, { key, word: wordOf(dimension, key, node, network.words, say), count: 1 });
  }
  const sorted = [...groups.values()].sort((a, b) =>
    dimension === "step" ? a.key - b.key : (a.key === "none") - (b.key === "none") || b.count - a.count,
  );
  let place = 0;
  for (const group of sorted) {
    const at = dimension === "step" ? Number(group.key) : group.key === "none" ? Infinity : place++;
    const own = at < SIGNS.length;
    Object.assign(group, {
      tone: own ? `group-${at}` : "unknown",
      shape: own ? SHAPES[at] : "ellipse",
      symbol: own ? SIGNS[at] : "○",
      own,
    });
  }
  return sorted;
}

/**
 * How a network looks by the `colour` and `size` of a state: `tone(node)`, `shape(node)`,
 * `label(node)` ({symbol, word, lines} or null), `scale(node)`, `figure(node)` (text or null) and
 * the `groups` of the legend (null for readiness). `held` is Map id → number.
 */
export function look(network, { colour, size }, held, say) {
  const byState = colour === "readiness";
  const groups = byState ? null : groupsOf(network, colour, say);
  const byKey = groups && new Map(groups.map((group) => [group.key, group]));
  const group = (node) => byKey.get(keyOf(colour, node, network.words));
  const valueOf = (node) => {
    if (size === "headcount") return node.facts.headcount;
    return size === "held" ? held.get(node.id) : undefined;
  };
  const sized = size !== "same";
  let most = 1;
  if (sized) for (const node of network.nodes.values()) most = Math.max(most, valueOf(node) ?? 0);
  return {
    sized,
    groups,
    wordOf: (dimension, key, node) => wordOf(dimension, key, node, network.words, say),
    tone: (node) => (byState || !node.enterprise ? stateOf(node) : group(node).tone),
    shape: (node) => (byState || !node.enterprise ? (node.status?.key ?? node.kind) : group(node).shape),
    label(node) {
      if (byState || !node.enterprise) return node.status;
      const { symbol, word } = group(node);
      return { symbol, word, lines: [word], firm: true };
    },
    /** By area: a quarter as large is a quarter as many; nobody vanishes. */
    scale: (node) => (sized ? 0.45 + 1.35 * Math.sqrt((valueOf(node) ?? 0) / most) : 1),
    figure(node) {
      const value = sized && node.enterprise ? valueOf(node) : undefined;
      if (!sized || !node.enterprise) return null;
      return value === undefined ? say.notKnown : say.figure[size](value.toLocaleString("en"), value);
    },
  };
}

/** The symbols of the states that a legend of readiness shows. */
export const STATES = [...Object.keys(SYMBOLS), "unconfirmed"];
