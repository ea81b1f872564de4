// From the columns of a whole network to what drawing, list and panel say of it. Pure.

import { pageOf, statusOf } from "../reading.js";

const FACTS = ["district", "industry", "headcount", "ready_days", "runs", "in_flow", "firm", "stuck"];

/** The network: as `read` gives it, with `x`, `y` and `step` on its nodes; `pairs` are its supplies. */
export function readColumns(data, say, language) {
  const { nodes: columns, edges, waits } = data;
  const nodes = new Map();
  columns.id.forEach((id, at) => {
    const facts = {};
    for (const name of FACTS) if (columns[name][at] !== null) facts[name] = columns[name][at];
    nodes.set(id, {
      id,
      kind: "Enterprise",
      enterprise: true,
      name: columns.name[at],
      page: pageOf({ id, labels: ["Enterprise"] }, language),
      status: statusOf(facts, say),
      facts,
      step: columns.step[at],
      held: columns.held[at],
      x: columns.x[at],
      y: columns.y[at],
    });
  });
  const pairs = edges.source.map((from, at) => [columns.id[from], columns.id[edges.target[at]]]);
  const waiting = new Map();
  waits.forEach((to, at) => {
    if (to < 0) return;
    const [source, target] = [columns.id[at], columns.id[to]];
    waiting.set(source, { source, target, type: "WAITS_FOR", caption: "" });
  });
  return { nodes, pairs, waits: waiting, lines: [], path: [], root: null, blocker: null, words: data.words };
}
