// From a state to what is drawn: the picture as loaded, what it grew, less what is left out.

import { layers } from "../layout.js";
import { read } from "../reading.js";
import { aboutOf, beside, merged, TIES } from "./growth.js";
import { look } from "./look.js";
import { leftOut, way } from "./visible.js";

const MOST = 5000; // nodes that are drawn; the table holds the rest
const SMALL = 60; // up to here nodes are cards in layers by longest path, beyond it marks in tiers

/** The first layers, up to the limit, and whatever of the path lies beyond. */
function cut(rows, path) {
  const kept = new Set(path);
  let room = MOST - kept.size;
  return rows
    .map((row) => row.filter((id) => kept.has(id) || room-- > 0))
    .filter((row) => row.length);
}

/** What stands for those who are not drawn: {id, of, as, word, tie | fold}. */
function stubsOf(all, state, { out, spare, folded }, totals, say) {
  const stubs = [];
  const kinds = new Set(Object.keys(state.more));
  if (spare.size) for (const tie of Object.keys(TIES)) kinds.add(`${all.root}~${tie}`);
  for (const kind of kinds) {
    const [id, tie] = kind.split("~");
    if (!all.nodes.has(id) || out.has(id)) continue;
    const near = beside(id, tie, all.lines);
    const missing = (totals.get(id)?.get(tie) ?? near.size) - near.size;
    const left = Math.max(0, missing) + [...near].filter((one) => spare.has(one)).length;
    if (left) stubs.push({ id: `:more ${kind}`, of: id, as: TIES[tie], tie, word: say.moreOf(left, say.kind(tie)) });
  }
  for (const [id, away] of folded) {
    if (away.length && !out.has(id)) {
      stubs.push({ id: `:fold ${id}`, of: id, as: ["stub", true], fold: true, word: say.foldedAway(away.length) });
    }
  }
  return stubs;
}

/** What has to be asked for a state: pictures, and how many neighbours of each kind there are. */
async function asked(base, state, ask, failed) {
  const pictures = [base];
  const totals = new Map();
  if (!ask) return { pictures, totals };
  const attempt = (answer, use) => answer.then(use, failed);
  const kinds = Object.entries(state.more).map(([kind, count]) => [...kind.split("~"), count]);
  await Promise.all([
    ...kinds.map(([id, tie, limit]) => attempt(ask.neighbours(id, tie, limit), (one) => pictures.push(one))),
    ...[...new Set(kinds.map(([id]) => id))].map((id) => attempt(ask.ties(id), (one) => totals.set(id, one))),
    // ways are asked between enterprises; between others they are sought in what is drawn
    ...(state.path.length && state.path.every((id) => aboutOf(id)?.enterprise) ? [attempt(ask.between(...state.path), (one) => pictures.push(one))] : []),
  ]);
  return { pictures, totals };
}

/**
 * What a picture shows in a state: {all, network, layered, arcs, cards, look, drawn, out, hidden}.
 *
 * `all` is the network with what is left out. `ask` is growth(), or null where nothing may be asked;
 * `failed(fault)` is told what could not be asked.
 */
export async function gather(base, state, { ask, few, say, language, failed }) {
  const { pictures, totals } = await asked(base, state, ask, failed);
  const picture = merged(pictures);
  const all = read(picture, say, language);
  const ids = [...all.nodes.keys()].filter((id) => all.nodes.get(id).enterprise);
  const held = state.size === "held" && ask ? await ask.held(ids).catch(failed) : null;
  const looks = look(all, state, held ?? new Map(), say);
  const left = leftOut(all, state, { few });
  const stubs = stubsOf(all, state, left, totals, say);
  let network = all;
  if (left.out.size || stubs.length || state.path.length) {
    const kept = { nodes: picture.nodes.filter((node) => !left.out.has(String(node.id))), stubs };
    const path = way(read({ ...picture, ...kept }, say, language), state.path);
    const highlight = path.length ? { highlight: path, way: true } : {};
    network = read({ ...picture, ...kept, ...highlight }, say, language);
  }
  network.pinned = new Map(Object.entries(state.pin).filter(([id]) => network.nodes.has(id)));
  const names = [...network.nodes.keys()];
  const arcs = network.lines.map((line) => [line.from, line.to]);
  const layered = layers(names, arcs, network.root, names.length > SMALL);
  layered.rows = cut(layered.rows, network.path);
  const drawn = layered.rows.flat();
  return {
    all,
    network,
    layered,
    arcs,
    look: looks,
    drawn,
    cards: drawn.length <= SMALL && !looks.sized,
    left: names.length,
    hidden: state.hide
      .filter((id) => all.nodes.has(id))
      .map((id) => ({ id, name: all.nodes.get(id).name })),
    reached: !state.path.length || network.way,
  };
}
