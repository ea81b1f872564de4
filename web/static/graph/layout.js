// Where everything goes: layers from the root outwards. Pure, and linear up to the sorting:
// 50,000 nodes stay below a second.

const NONE = -1;

/** Compressed adjacency: the neighbours of i are `ends[start[i]] … ends[start[i + 1] - 1]`. */
function adjacency(count, from, to) {
  const start = new Int32Array(count + 1);
  for (const i of from) start[i + 1] += 1;
  for (let i = 0; i < count; i += 1) start[i + 1] += start[i];
  const ends = new Int32Array(from.length);
  const via = new Int32Array(from.length);
  const fill = start.slice();
  for (let e = 0; e < from.length; e += 1) {
    via[fill[from[e]]] = e;
    ends[fill[from[e]]++] = to[e];
  }
  return { start, ends, via };
}

/** Marks the arcs that close a circle, seen by a depth-first walk from `starts` in their order. */
function closing(count, down, arcs, starts) {
  const back = new Uint8Array(arcs);
  const state = new Uint8Array(count);
  const at = down.start.slice(0, count);
  let circles = 0;
  for (const first of starts) {
    if (state[first]) continue;
    const stack = [first];
    state[first] = 1;
    while (stack.length) {
      const node = stack.at(-1);
      if (at[node] === down.start[node + 1]) {
        state[node] = 2;
        stack.pop();
        continue;
      }
      const k = at[node]++;
      const next = down.ends[k];
      if (state[next] === 1) {
        back[down.via[k]] = 1;
        circles += 1;
      } else if (!state[next]) {
        state[next] = 1;
        stack.push(next);
      }
    }
  }
  return { back, circles };
}

/** Layers by longest path over the arcs that close no circle. */
function longest(count, down, up, back, root) {
  const layer = new Int32Array(count);
  const open = new Int32Array(count);
  for (let i = 0; i < count; i += 1) {
    for (let k = up.start[i]; k < up.start[i + 1]; k += 1) open[i] += 1 - back[up.via[k]];
  }
  const free = Uint8Array.from(open, (n) => (n === 0 ? 1 : 0));
  const order = [];
  for (let i = 0; i < count; i += 1) if (!open[i]) order.push(i);
  for (let at = 0; at < order.length; at += 1) {
    const node = order[at];
    for (let k = down.start[node]; k < down.start[node + 1]; k += 1) {
      if (back[down.via[k]]) continue;
      const next = down.ends[k];
      layer[next] = Math.max(layer[next], layer[node] + 1);
      if (--open[next] === 0) order.push(next);
    }
  }
  // What nothing leads to stands right before what it leads to, not far off in the first layer.
  for (const node of order) {
    if (!free[node] || node === root) continue;
    let least = Infinity;
    for (let k = down.start[node]; k < down.start[node + 1]; k += 1) {
      if (!back[down.via[k]]) least = Math.min(least, layer[down.ends[k]]);
    }
    if (least !== Infinity) layer[node] = least - 1;
  }
  return layer;
}

/** Layers by breadth from the root: its suppliers' tiers; `whole` tells that it reaches everything. */
function breadth(count, down, up, root) {
  const layer = new Int32Array(count);
  const seen = new Uint8Array(count);
  let reached = 0;
  const spread = (starts, ways) => {
    const queue = starts;
    for (let at = 0; at < queue.length; at += 1) {
      const node = queue[at];
      for (const [way, step] of ways) {
        for (let k = way.start[node]; k < way.start[node + 1]; k += 1) {
          const next = way.ends[k];
          if (seen[next]) continue;
          seen[next] = 1;
          layer[next] = layer[node] + step;
          queue.push(next);
        }
      }
    }
    reached += queue.length;
    return queue;
  };
  const begin = (starts) => {
    for (const node of starts) seen[node] = 1;
    return spread(starts, [[down, 1]]);
  };
  let whole = false;
  if (root !== NONE) {
    const inside = begin([root]);
    whole = reached === count;
    if (!whole) {
      reached -= inside.length;
      spread([...inside], [[up, -1], [down, 1]]);
    }
  }
  const tops = [];
  for (let i = 0; i < count; i += 1) if (!seen[i] && up.start[i] === up.start[i + 1]) tops.push(i);
  begin(tops);
  for (let i = 0; i < count; i += 1) if (!seen[i]) begin([i]);
  return { layer, whole };
}

/** Orders each row by the mean place of its neighbours in the other rows (barycentres), to and fro. */
function barycentre(rows, row, down, up) {
  const place = new Float64Array(row.length);
  const settle = (nodes) => nodes.forEach((node, i) => (place[node] = (i + 0.5) / nodes.length));
  rows.forEach(settle);
  const pull = new Float64Array(row.length);
  const sweep = (nodes, way, before) => {
    for (const node of nodes) {
      let sum = 0;
      let n = 0;
      for (let k = way.start[node]; k < way.start[node + 1]; k += 1) {
        const other = way.ends[k];
        if (row[other] === row[node] || row[other] < row[node] !== before) continue;
        sum += place[other];
        n += 1;
      }
      pull[node] = n ? sum / n : place[node];
    }
    nodes.sort((a, b) => pull[a] - pull[b] || place[a] - place[b]);
    settle(nodes);
  };
  for (let round = 0; round < 3; round += 1) {
    for (let r = 1; r < rows.length; r += 1) sweep(rows[r], up, true);
    for (let r = rows.length - 2; r >= 0; r -= 1) sweep(rows[r], down, false);
  }
  for (let r = 1; r < rows.length; r += 1) sweep(rows[r], up, true);
}

/**
 * Layers of a graph: `{rows: [[id, …], …], tiers}`.
 *
 * `ids` are the nodes, `arcs` pairs `[from, to]` that lead outwards; `root` is an id or null.
 * By longest path, so that every arc leads onwards (arcs that close a circle excepted); with
 * `byBreadth`, and where circles are many, by distance from the root. `tiers` tells that row n is
 * exactly what lies n steps from the root.
 */
export function layers(ids, arcs, root, byBreadth = false) {
  const count = ids.length;
  if (!count) return { rows: [], tiers: false };
  const index = new Map(ids.map((id, i) => [id, i]));
  const from = [];
  const to = [];
  for (const [a, b] of arcs) {
    if (a === b || !index.has(a) || !index.has(b)) continue;
    from.push(index.get(a));
    to.push(index.get(b));
  }
  const down = adjacency(count, from, to);
  const up = adjacency(count, to, from);
  const start = root !== null && index.has(root) ? index.get(root) : NONE;
  const tops = [];
  for (let i = 0; i < count; i += 1) if (up.start[i] === up.start[i + 1]) tops.push(i);
  const starts = [...(start === NONE ? [] : [start]), ...tops, ...index.values()];
  const { back, circles } = closing(count, down, from.length, starts);
  let layer;
  let whole = false;
  if (byBreadth || circles > count / 4 + 1) ({ layer, whole } = breadth(count, down, up, start));
  else layer = longest(count, down, up, back, start);

  const least = layer.reduce((a, b) => Math.min(a, b));
  const rows = [];
  const walk = new Uint8Array(count);
  // Components one after the other, so that they do not interleave.
  for (const first of starts) {
    if (walk[first]) continue;
    walk[first] = 1;
    const stack = [first];
    while (stack.length) {
      const node = stack.pop();
      (rows[layer[node] - least] ??= []).push(node);
      for (const way of [down, up]) {
        for (let k = way.start[node + 1] - 1; k >= way.start[node]; k -= 1) {
          if (walk[way.ends[k]]) continue;
          walk[way.ends[k]] = 1;
          stack.push(way.ends[k]);
        }
      }
    }
  }
  const filled = rows.filter(Boolean);
  const row = new Int32Array(count);
  filled.forEach((nodes, r) => nodes.forEach((node) => (row[node] = r)));
  barycentre(filled, row, down, up);
  return { rows: filled.map((nodes) => nodes.map((i) => ids[i])), tiers: whole };
}
