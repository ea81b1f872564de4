// From layers to positions. Pure. Along is the way from layer to layer, across the way within one.

/** What is drawn smaller than this cannot be read. */
export const LEGIBLE = 0.58;

/**
 * The least-squares places of a line of nodes that want to be at `want`, `gap` apart and in order
 * (isotonic regression by pooling neighbours that are in each other's way).
 */
export function spaced(want, weight, gap) {
  const pools = [];
  want.forEach((value, i) => {
    let pool = { sum: (value - i * gap) * weight[i], weight: weight[i], size: 1 };
    while (pools.length && pools.at(-1).sum / pools.at(-1).weight > pool.sum / pool.weight) {
      const last = pools.pop();
      pool = {
        sum: last.sum + pool.sum,
        weight: last.weight + pool.weight,
        size: last.size + pool.size,
      };
    }
    pools.push(pool);
  });
  const places = [];
  for (const pool of pools) {
    for (let k = 0; k < pool.size; k += 1) {
      places.push(pool.sum / pool.weight + places.length * gap);
    }
  }
  return places;
}

/** Small graphs: one line per layer, each node near those it is tied to, the path near straight. */
function lined(rows, arcs, path, gap) {
  const at = new Map();
  rows.forEach((row) => row.forEach((id, i) => at.set(id, (i - (row.length - 1) / 2) * gap)));
  const next = new Map(path.map((id, i) => [id, path[i + 1]]));
  const ties = new Map([...at.keys()].map((id) => [id, []]));
  for (const [a, b] of arcs) {
    if (a === b || !at.has(a) || !at.has(b)) continue;
    const pull = next.get(a) === b || next.get(b) === a ? 20 : 1;
    ties.get(a).push([b, pull]);
    ties.get(b).push([a, pull]);
  }
  for (let round = 0; round < 24; round += 1) {
    for (const row of round % 2 ? [...rows].reverse() : rows) {
      const want = [];
      const weight = [];
      for (const id of row) {
        // A little of its own place, so that what is tied to nothing stays.
        let sum = at.get(id) * 0.1;
        let total = 0.1;
        for (const [other, pull] of ties.get(id)) {
          sum += at.get(other) * pull;
          total += pull;
        }
        want.push(sum / total);
        weight.push(total);
      }
      spaced(want, weight, gap).forEach((place, i) => at.set(row[i], place));
    }
  }
  // Exactly straight where every layer holds one of the path.
  const members = new Set(path);
  const spots = rows.map((row) => row.filter((id) => members.has(id)));
  for (const [r, spot] of spots.entries()) {
    if (spot.length !== 1) continue;
    const shift = at.get(spot[0]);
    for (const id of rows[r]) at.set(id, at.get(id) - shift);
  }
  return at;
}

/** How many nodes across so that the whole, folded, fills a picture of the given proportion best. */
function across(rows, cell, between, frame) {
  const most = Math.max(...rows.map((row) => row.length));
  let best = { scale: 0, n: 1 };
  for (let n = 1; n <= most; n = Math.max(n + 1, Math.floor(n * 1.03))) {
    const long = rows.reduce((sum, row) => sum + Math.ceil(row.length / n), 0);
    const along = long * cell.along + (rows.length - 1) * between;
    const scale = Math.min(1, frame.along / along, frame.across / (n * cell.across));
    if (scale > best.scale) best = { scale, n };
  }
  return best;
}

/**
 * Positions for `rows`: `{at: Map id → {x, y}, folded, heads: [{x, y}], sideways, scale}`.
 *
 * `size` is the picture's `{width, height}` in pixels, `sideways` whether layers follow each other
 * from left to right (else downwards), `box` the room of one node: `{width, height, between}`.
 * Layers too long for the picture are folded into blocks. `heads` are where the titles of the
 * layers go, `scale` is about what makes it all fit.
 */
export function place(rows, arcs, path, { size, sideways, box }) {
  const [cell, frame] = [box, size].map(({ width, height }) =>
    sideways ? { along: width, across: height } : { along: height, across: width },
  );
  const at = new Map();
  const put = (along, over) => (sideways ? { x: along, y: over } : { x: over, y: along });
  const longest = Math.max(...rows.map((row) => row.length));
  const folded = longest > Math.max(3, frame.across / (cell.across * LEGIBLE));
  if (!folded) {
    const places = lined(rows, arcs, path, cell.across);
    rows.forEach((row, r) => {
      for (const id of row) at.set(id, put(r * (cell.along + box.between), places.get(id)));
    });
    const along = rows.length * (cell.along + box.between) - box.between;
    const spread = [...places.values()];
    const wide = Math.max(...spread) - Math.min(...spread) + cell.across;
    const scale = Math.min(1, frame.along / along, frame.across / wide);
    return { at, folded, heads: [], sideways, scale };
  }
  const rough = across(rows, cell, box.between, frame).scale;
  // Titles keep their size on the screen: the room for them does not shrink with the rest.
  const between = Math.max(box.between, (sideways ? 30 : 44) / rough);
  const { n, scale } = across(rows, cell, between, frame);
  const members = new Set(path);
  // Names along the path need some pixels each.
  const step = Math.ceil((sideways ? 84 : 32) / (rough * cell.along));
  const heads = [];
  let begin = 0;
  for (const row of rows) {
    // The path has the middle to itself, so that nothing lies on it.
    const lane = path.filter((id) => row.includes(id));
    const rest = lane.length ? row.filter((id) => !members.has(id)) : row;
    const lines = Math.max((lane.length - 1) * step + 1, 1, Math.ceil(rest.length / n));
    const half = Math.floor(Math.ceil(rest.length / lines) / 2);
    lane.forEach((id, i) => at.set(id, put(begin + i * step * cell.along, 0)));
    rest.forEach((id, i) => {
      // Across by order, along only to find room: neighbours in order stay neighbours.
      const line = Math.floor(i / lines) - half;
      const over = lane.length && line >= 0 ? line + 1 : line;
      at.set(id, put(begin + (i % lines) * cell.along, over * cell.across));
    });
    heads.push(begin + (sideways ? ((lines - 1) * cell.along) / 2 : -cell.along / 2 - 10 / scale));
    begin += lines * cell.along + between;
  }
  const spots = [...at.values()];
  const top = Math.min(...spots.map((spot) => spot.y)) - cell.across / 2 - 20 / scale;
  const left = Math.min(...spots.map((spot) => spot.x)) + 44 / scale;
  return {
    at,
    folded,
    heads: heads.map((along) => (sideways ? { x: along, y: top } : { x: left, y: along })),
    sideways,
    scale,
  };
}
