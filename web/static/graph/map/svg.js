// A map as SVG, also where the browser has no WebGL: every point that is shown with its name, its
// supplies, the groups that stand together, and the legend. Text stays text.

import { keyOf } from "../explore/look.js";
import { paperColours } from "../paper.js";
import { breadth } from "../reading.js";
import { element, outline, sheetOf } from "../svg.js";
import { extentOf, LEAST, radius, shapeOf } from "../points.js";

const WIDTH = 1600; // pixels of the map, without what stands around it
const NAMED = 24; // groups whose names stand on the map
const LABELLED = 400; // enterprises whose names do, where there is room
const LINE = 22; // pixels of a line of the legend
const ASIDE = 200; // pixels on the right for the names of those that stand there
const CELL = 60; // pixels
const [NAME, GROUP] = [9, 15]; // pixels of letters

/** Boxes by the cells they lie in: `take` takes one, `free` takes it where none lies already. */
function space() {
  const cells = new Map();
  const over = ({ x, y, w, h }) => {
    const found = [];
    for (let i = Math.floor(x / CELL); i * CELL < x + w; i++) {
      for (let j = Math.floor(y / CELL); j * CELL < y + h; j++) found.push(`${i} ${j}`);
    }
    return found;
  };
  const apart = (one, two) =>
    one.x + one.w < two.x || two.x + two.w < one.x || one.y + one.h < two.y || two.y + two.h < one.y;
  const take = (box) => {
    for (const key of over(box)) cells.set(key, [...(cells.get(key) ?? []), box]);
  };
  const free = (box) => {
    const clear = over(box).every((key) => (cells.get(key) ?? []).every((one) => apart(one, box)));
    if (clear) take(box);
    return clear;
  };
  return { take, free };
}

function point(shape, at, size, colour) {
  const [name, place] = outline(shape, at, 2 * size, 2 * size);
  return element(name, { ...place, fill: colour });
}

function* lines(network, out, place, colour) {
  const from = new Map();
  for (const [source, target] of network.pairs) {
    if (out.has(source) || out.has(target) || source === target) continue;
    if (!from.has(source)) from.set(source, []);
    from.get(source).push(target);
  }
  const short = ({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`;
  const opacity = Math.max(0.08, Math.min(0.5, 1200 / network.pairs.length));
  // a path for each source: where paths lie above each other the colour deepens, within one it does not
  for (const [source, targets] of from) {
    const begin = `M${short(place(network.nodes.get(source)))}L`;
    const d = targets.map((target) => begin + short(place(network.nodes.get(target)))).join("");
    yield element("path", { d, fill: "none", stroke: colour.line, "stroke-width": 0.6, "stroke-opacity": opacity });
  }
}

/** What colour and shape mean of those that are shown: `{word, shape, tone, count}`, most first. */
function meanings(shown, colouring, look, words, say) {
  const plain = (look.groups ?? []).filter((group) => !group.own && group.key !== "none");
  const others = new Set(plain.map(({ key }) => key));
  const found = new Map();
  for (const node of shown) {
    const own = keyOf(colouring, node, words);
    const key = others.has(own) ? "others" : own;
    if (!found.has(key)) {
      // whoever is not confirmed is grey in any shape
      const shape = key === "unconfirmed" ? "ellipse" : shapeOf(look, node);
      const named = look.groups ? look.wordOf(colouring, own, node) : say[own];
      const word = key === "others" ? say.others(others.size) : named;
      found.set(key, { word, shape, tone: look.tone(node), count: 0 });
    }
    found.get(key).count += 1;
  }
  return [...found.values()].sort((a, b) => b.count - a.count);
}

/**
 * The map as a sheet in the colours of paper: `look` is how it looks by `colouring`, `out` who is
 * hidden, `groups` the names above those that stand together: [[word, nodes], …], the largest first.
 */
export function sheet(figure, network, { look, colouring, out, groups }, say) {
  const colour = paperColours(figure);
  const { x1, y1, w, h } = extentOf(network);
  const scale = WIDTH / Math.max(w, h, 1);
  const place = ({ x, y }) => ({ x: (x - x1) * scale, y: (y - y1) * scale });
  const large = radius(network, w * scale, h * scale) * scale;
  const sizeOf = (node) => large * Math.max(LEAST, look.scale(node));
  const shown = [...network.nodes.values()].filter((node) => !out.has(node.id));
  const words = meanings(shown, colouring, look, network.words, say);
  const above = GROUP * 2; // the name of the highest group
  const height = h * scale + above + (words.length + 1) * LINE;
  const made = sheetOf({ x1: 0, y1: -above, w: w * scale + ASIDE, h: height }, colour);
  made.append(...lines(network, out, place, colour));
  for (const node of shown) {
    const mark = point(shapeOf(look, node), place(node), sizeOf(node), colour[look.tone(node)]);
    mark.append(element("title", {}, `${node.name} · ${look.label(node).word}`));
    made.append(mark);
  }

  const room = space();
  for (const [word, nodes] of groups.slice(0, NAMED)) {
    const wide = (breadth(word) * GROUP) / 2;
    const mean = nodes.reduce((sum, node) => sum + place(node).x, 0) / nodes.length;
    const middle = Math.max(wide / 2, mean);
    const top = nodes.reduce((least, node) => Math.min(least, place(node).y), Infinity) - large - 4;
    if (!room.free({ x: middle - wide / 2, y: top - GROUP, w: wide, h: GROUP * 1.3 })) continue;
    const font = { "font-size": GROUP, "font-weight": 600, fill: colour.ink, "text-anchor": "middle" };
    made.append(element("text", { x: middle, y: top, ...font }, word));
  }
  for (const node of shown) {
    const [{ x, y }, size] = [place(node), sizeOf(node)];
    room.take({ x: x - size, y: y - size, w: 2 * size, h: 2 * size });
  }
  const largest = [...shown].sort((a, b) => (b.held ?? 0) - (a.held ?? 0)).slice(0, LABELLED);
  for (const node of largest) {
    const at = place(node);
    const left = at.x + sizeOf(node) + 2;
    if (!room.free({ x: left, y: at.y - NAME / 2, w: (breadth(node.name) * NAME) / 2, h: NAME * 1.1 })) continue;
    made.append(element("text", { x: left, y: at.y + NAME * 0.36, "font-size": NAME, fill: colour.ink }, node.name));
  }

  words.forEach(({ word, shape, tone, count }, at) => {
    const y = h * scale + (at + 1) * LINE;
    made.append(point(shape, { x: 8, y }, 6, colour[tone]));
    made.append(element("text", { x: 22, y: y + 5, "font-size": 14, fill: colour.ink }, `${word} · ${count}`));
  });
  return made;
}
