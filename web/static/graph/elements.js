// From the read picture and its positions to the elements of cytoscape. Pure.

import { breadth, wrap } from "./reading.js";
import { CARD, MARK } from "./style.js";

const TOLD = 60; // captions of at most so many lines are always written

/** The room of one node, for placing.js. */
export function box(network, cards, sideways, look, say) {
  if (!cards) return { width: 138, height: 124, between: 130 };
  return {
    width: CARD.width + 22,
    height: cardHeight(network, look, say) + (sideways ? 30 : 20),
    between: sideways ? 86 : 56,
  };
}

/** All cards are as high as the one that needs most. */
function cardHeight(network, look, say) {
  let most = 0;
  for (const node of network.nodes.values()) most = Math.max(most, cardLines(node, look, say).length);
  return most * CARD.line + CARD.pad;
}

/** Name, then state, group or kind; each at most two lines, as wide as a card. */
function cardLines(node, look, say) {
  const name = wrap(node.name, 23, 2);
  if (node.kind === "stub") return name;
  const label = look.label(node);
  if (!label) return [...name, say.kind(node.kind)];
  const { symbol, word, lines } = label;
  if (breadth(word) < 23) return [...name, `${symbol} ${word}`];
  if (lines.length > 1) return [...name, `${symbol} ${lines[0]}`, ...lines.slice(1)];
  return [...name, ...wrap(`${symbol} ${word}`, 23, 2)];
}

/** Name, a question mark where it is not confirmed, and the figure that the size tells. */
function markLines(node, look) {
  const figure = look.figure(node);
  return [
    ...wrap(node.name, 19, 2),
    ...(node.status?.firm === false ? ["?"] : []),
    ...(figure ? [figure] : []),
  ];
}

function nodeElements(network, placed, cards, look, say) {
  const { at, sideways, scale } = placed;
  const height = cards ? cardHeight(network, look, say) : MARK;
  const path = new Set(network.path);
  const elements = [];
  for (const [id, position] of at) {
    const node = network.nodes.get(id);
    const classes = [cards ? "card" : "mark"];
    if (!cards && !sideways && (id === network.root || path.has(id))) classes.push("beside");
    if (id === network.root) classes.push("root");
    if (id === network.blocker) classes.push("blocker");
    if (path.size) classes.push(path.has(id) ? "path" : "dim");
    if (node.kind === "stub") classes.push("stub");
    if (network.pinned?.has(id)) classes.push("pinned");
    const lines = cards ? cardLines(node, look, say) : markLines(node, look);
    elements.push({
      data: {
        id,
        caption: lines.join("\n"),
        height,
        size: 12 / scale,
        extent: MARK * look.scale(node),
        state: look.tone(node),
        shape: look.shape(node),
      },
      position,
      classes: classes.join(" "),
    });
  }
  return elements;
}

function wordElements(network, { tiers, rows }, placed, cards, look, say) {
  const { at, sideways, heads, scale } = placed;
  const words = (id, caption, position, classes, size) => ({
    data: { id: `:${id}`, caption, size },
    position,
    classes: `words ${classes}`,
    selectable: false,
  });
  const elements = [];
  if (network.blocker && at.has(network.blocker)) {
    const { x, y } = at.get(network.blocker);
    // On a card like a seal on its corner; above a mark, or beside it where its name is beside too.
    const position = cards
      ? { x: x + CARD.width / 2 - 34, y: y - cardHeight(network, look, say) / 2 - 6 }
      : sideways
        ? { x, y: y - MARK - 10 / scale }
        : { x: x - MARK - 32 / scale, y };
    elements.push(words("blocker", say.blocker, position, "flag", cards ? 13 : 12 / scale));
  }
  heads.forEach((position, n) => {
    if (!tiers || !n) return;
    const title = [say.tier(n), say.many(rows[n].length)].join(sideways ? "\n" : " · ");
    elements.push(words(`tier ${n}`, title, position, "", 12.5 / scale));
  });
  return elements;
}

/** Whether a card stands in the way of a line that passes whole layers. */
function blocked(source, target, at, sideways, room) {
  const [along, over] = sideways ? ["x", "y"] : ["y", "x"];
  const [begin, end] = [source, target].sort((a, b) => a[along] - b[along]);
  const [long, wide] = sideways ? [room.wide, room.high] : [room.high, room.wide];
  for (const spot of at.values()) {
    if (spot[along] < begin[along] + long || spot[along] > end[along] - long) continue;
    const part = (spot[along] - begin[along]) / (end[along] - begin[along]);
    const passes = begin[over] + part * (end[over] - begin[over]);
    if (Math.abs(passes - spot[over]) < wide / 2 + 4) return true;
  }
  return false;
}

/**
 * Ends and control points of a line: an S from side to side; around, by the outer side, where it
 * leads back or a card is in the way; a bulge between two of one layer.
 */
function curve(source, target, offset, at, sideways, room, back) {
  const [along, over] = sideways ? ["x", "y"] : ["y", "x"];
  const [half, flank] = sideways ? [room.wide / 2, room.high / 2] : [room.high / 2, room.wide / 2];
  const spot = (a, o) => (sideways ? `${a}px ${o}px` : `${o}px ${a}px`);
  const ahead = target[along] - source[along];
  const dx = target.x - source.x;
  const dy = target.y - source.y;
  // The normal that cytoscape measures distances along is (-dy, dx).
  const turn = sideways ? 1 : -1;
  if (Math.abs(ahead) < 1) {
    const side = Math.sign(target[over] - source[over]) || 1;
    const bulge = Math.min(54, 24 + Math.abs(target[over] - source[over]) * 0.1);
    return { leave: spot(half, 0), arrive: spot(half, 0), distances: [-turn * side * bulge], weights: [0.5] };
  }
  const onward = Math.sign(ahead);
  if (back || blocked(source, target, at, sideways, room)) {
    const outer = source[over] + target[over] < -1 ? -1 : 1;
    const depth = turn * onward * outer * (34 + Math.abs(ahead) * 0.07);
    return {
      leave: spot(onward * half * 0.4, outer * flank),
      arrive: spot(-onward * half * 0.4, outer * flank),
      distances: [depth, depth],
      weights: [0.12, 0.88],
    };
  }
  const ex = dx - (sideways ? 2 * onward * half : 0);
  const ey = dy - (sideways ? 0 : 2 * onward * half);
  const long = ex * ex + ey * ey;
  // The two control points lie half-way along, level with the two ends.
  const weight = (sideways ? ex * ex : ey * ey) / 2 / long;
  const distance = (-turn * ex * ey) / 2 / Math.sqrt(long);
  return {
    leave: spot(onward * half, offset),
    arrive: spot(-onward * half, offset),
    distances: [distance, -distance],
    weights: [weight, 1 - weight],
  };
}

/** What is written on a line: its materials, or what it means where that is not in the legend. */
function captionOf(line, say) {
  if (line.type === "stub") return "";
  if (line.caption || line.type === "WAITS_FOR" || line.type === "SUPPLIES") return line.caption;
  return say.kind(line.type);
}

function lineElements(network, placed, cards, look, say) {
  const { at, folded, sideways, scale } = placed;
  const { path, lines } = network;
  const steps = new Set(path.map((id, i) => `${id}\n${path[i + 1]}`));
  // A way that the reader asked for runs with the goods or against them.
  if (network.way) path.slice(1).forEach((id, i) => steps.add(`${id}\n${path[i]}`));
  const again = network.waits.get(path.at(-1));
  if (again && !network.way) steps.add(`${again.from}\n${again.to}`);
  const drawn = lines.filter((line) => at.has(line.source) && at.has(line.target));
  const waiting = drawn.some(isWait);
  const between = new Map();
  for (const line of drawn) {
    const key = pair(line);
    between.set(key, [...(between.get(key) ?? []), line]);
  }
  const room = cards
    ? { wide: CARD.width, high: cardHeight(network, look, say) }
    : { wide: MARK, high: MARK };
  const strength = Math.min(0.45, Math.max(0.045, 90 / drawn.length));
  const [along] = sideways ? ["x"] : ["y"];
  return drawn.map((line) => {
    const beside = between.get(pair(line));
    const i = beside.indexOf(line);
    const [source, target] = [at.get(line.source), at.get(line.target)];
    const waits = isWait(line);
    // The path runs along who waits for whom; where nothing is derived, along what ties its members.
    const step = steps.has(`${line.from}\n${line.to}`) && (waits || !beside.some(isWait));
    const back = at.get(line.from)[along] > at.get(line.to)[along];
    const caption = captionOf(line, say);
    const classes = [];
    if (waits) classes.push("waits");
    else if (line.type === "stub") classes.push("stub");
    else if (line.type !== "SUPPLIES") classes.push("other");
    if (step) classes.push("path");
    else if (path.length || (waiting && !waits)) classes.push("dim");
    if (folded) classes.push(waits || step ? "folded" : "thin");
    // One caption per pair unless the others name something else.
    const told = beside.slice(0, i).some((other) => captionOf(other, say) === caption);
    if (caption && !told && drawn.length <= TOLD && (waits || !folded)) classes.push("told");
    const data = {
      id: line.id,
      source: line.source,
      target: line.target,
      caption: told ? "" : caption,
      width: (step ? 4.5 : waits ? 3 : 1.2) / scale,
      strength,
    };
    if (line.source === line.target) {
      classes.push("loop");
    } else if (!folded) {
      classes.push("curved");
      if (waits && sideways && !back && source.y === target.y) classes.push("above");
      const offset = (i - (beside.length - 1) / 2) * 11;
      Object.assign(data, curve(source, target, offset, at, sideways, room, back));
    }
    return { data, classes: classes.join(" ") };
  });
}

const pair = (line) => [line.source, line.target].sort().join("\n");
const isWait = (line) => line.type === "WAITS_FOR";

/**
 * All elements of the drawing: `layered` from layout.js, `placed` from placing.js; cards or marks,
 * that look as explore/look.js says.
 */
export function elements(network, layered, placed, cards, look, say) {
  return [
    ...nodeElements(network, placed, cards, look, say),
    ...lineElements(network, placed, cards, look, say),
    ...wordElements(network, layered, placed, cards, look, say),
  ];
}
