// Which part of a picture is shown: what is hidden, folded, filtered or one of too many is left out.
// Pure.

import { beside, TIES } from "./growth.js";
import { keyOf } from "./look.js";

export const FEW = 12; // neighbours of a kind that are shown at first, and that come next
const MANY = 24; // up to so many are all shown

/** Adjacency over the lines, whatever their direction: Map id → ids. */
function around(nodes, lines) {
  const ties = new Map([...nodes.keys()].map((id) => [id, []]));
  for (const { source, target } of lines) {
    ties.get(source).push(target);
    ties.get(target).push(source);
  }
  return ties;
}

/** Steps from `start` to each that is reached without passing one of `closed`: Map id → number. */
function reach(start, ties, closed = new Set()) {
  const steps = new Map([[start, 0]]);
  const queue = [start];
  for (const id of queue) {
    if (closed.has(id) && id !== start) continue;
    for (const other of ties.get(id)) {
      if (steps.has(other)) continue;
      steps.set(other, steps.get(id) + 1);
      queue.push(other);
    }
  }
  return steps;
}

/** The shortest way between two, whatever the directions: ids from `a` to `b`; empty where none. */
export function way(network, [a, b]) {
  const { nodes, lines } = network;
  if (!nodes.has(a) || !nodes.has(b)) return [];
  const ties = around(nodes, lines);
  const steps = reach(a, ties);
  if (!steps.has(b)) return [];
  const path = [b];
  while (path[0] !== a) {
    const here = steps.get(path[0]);
    path.unshift(ties.get(path[0]).find((id) => steps.get(id) === here - 1));
  }
  return path;
}

/** Most pressing first, as the query `neighbours` has them. */
function pressing(network, root) {
  const rank = ({ id, facts }) => [
    network.waits.get(root)?.target === id || network.waits.get(id)?.target === root ? 0 : 1,
    -(facts.ready_days ?? 1e6),
    -(facts.headcount ?? -1),
  ];
  return (a, b) => {
    const [one, other] = [rank(network.nodes.get(a)), rank(network.nodes.get(b))];
    const differs = one.findIndex((value, i) => value !== other[i]);
    return differs < 0 ? (a < b ? -1 : 1) : one[differs] - other[differs];
  };
}

/** Who is one too many around the root: leaves beyond the first few of a kind. */
function tooMany(network, state) {
  const { root, lines, path } = network;
  const out = new Set();
  if (root === null) return out;
  const degree = new Map();
  for (const { source, target } of lines) {
    for (const [id, other] of [[source, target], [target, source]]) {
      if (!degree.has(id)) degree.set(id, new Set());
      degree.get(id).add(other);
    }
  }
  for (const tie of Object.keys(TIES)) {
    const all = [...beside(root, tie, lines)].filter((id) => degree.get(id).size === 1);
    const most = state.more[`${root}~${tie}`] ?? FEW;
    if (all.length <= Math.max(MANY, most)) continue;
    const spare = all.filter((id) => !path.includes(id)).sort(pressing(network, root));
    for (const id of spare.slice(Math.max(0, most - (all.length - spare.length)))) out.add(id);
  }
  return out;
}

/** Who is folded away, by the one they hang on: reached from the root only through it. */
function foldedAway(network, state) {
  const folded = new Map();
  const ties = around(network.nodes, network.lines);
  const anchors = [network.root, network.path[0], network.nodes.keys().next().value];
  const anchor = anchors.find((one) => one && network.nodes.has(one));
  for (const id of state.fold) {
    if (!network.nodes.has(id)) continue;
    const kept = id === anchor ? new Set([id]) : reach(anchor, ties, new Set([id]));
    folded.set(id, [...reach(id, ties).keys()].filter((one) => !kept.has(one)));
  }
  return folded;
}

/** Who belongs to a group that is left out; never the root. */
function* filteredOut(network, { without }) {
  const left = new Set(without);
  const dimensions = new Set(without.map((one) => one.slice(0, one.indexOf("~"))));
  for (const node of network.nodes.values()) {
    if (node.id === network.root) continue;
    for (const dimension of dimensions) {
      if (left.has(`${dimension}~${keyOf(dimension, node, network.words)}`)) yield node.id;
    }
  }
}

/**
 * What is not shown of a network in a state: `{out, spare, folded}`: all who are left out, those of
 * them who are just too many, and whom each folded one hides. `few` tells that a picture of one
 * thing begins with its first neighbours.
 */
export function leftOut(network, state, { few = false } = {}) {
  const folded = foldedAway(network, state);
  const spare = few ? tooMany(network, state) : new Set();
  const out = new Set([...state.hide, ...spare, ...[...folded.values()].flat()]);
  if (state.without.length) for (const id of filteredOut(network, state)) out.add(id);
  if (state.tiers && network.root !== null) {
    const steps = reach(network.root, around(network.nodes, network.lines));
    for (const id of network.nodes.keys()) {
      if (!(steps.get(id) <= state.tiers)) out.add(id);
    }
  }
  return { out, spare, folded };
}

/** How far from the root the farthest is. */
export function depth(network) {
  if (network.root === null) return 0;
  let most = 0;
  for (const steps of reach(network.root, around(network.nodes, network.lines)).values()) {
    most = Math.max(most, steps);
  }
  return most;
}
