// The drawing as SVG: every shape, line and name as cytoscape has placed them, in the colours of
// paper. Text stays text: it can be searched, and corrected in a drawing program.

import { breadth } from "./reading.js";
import { onPaper } from "./paper.js";

const EDGE = 20; // pixels left free around
const NAMESPACE = "http://www.w3.org/2000/svg";

// Corners of the shapes in the square from -1 to 1.
const CORNERS = {
  triangle: [[0, -1], [1, 1], [-1, 1]],
  diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]],
  vee: [[-1, -1], [0, -0.333], [1, -1], [0, 1]],
  "round-hexagon": [[-0.5, -1], [0.5, -1], [1, 0], [0.5, 1], [-0.5, 1], [-1, 0]],
  "round-pentagon": [[0, -1], [0.95, -0.31], [0.59, 0.81], [-0.59, 0.81], [-0.95, -0.31]],
  "round-tag": [[-1, -1], [0.25, -1], [1, 0], [0.25, 1], [-1, 1]],
  star: Array.from({ length: 10 }, (_, n) => {
    const [turn, far] = [(n * Math.PI) / 5, n % 2 ? 0.42 : 1];
    return [far * Math.sin(turn), -far * Math.cos(turn)];
  }),
};

/** An element of SVG; attributes without a value are left out. */
export function element(name, attributes, text) {
  const made = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== "") made.setAttribute(key, value);
  }
  if (text !== undefined) made.textContent = text;
  return made;
}

const pixels = (item, name) => Number.parseFloat(item.style(name)) || 0;

/** The names of an element, line by line, around (x, y). */
function* lettering(item, x, y, anchor) {
  const lines = String(item.style("label") ?? "").split("\n").filter(Boolean);
  const size = pixels(item, "font-size");
  const height = size * 1.28;
  const top = y - ((lines.length - 1) * height) / 2 + size * 0.36;
  for (const [n, line] of lines.entries()) {
    const at = { x, y: top + n * height };
    const look = { "font-size": size, "font-weight": item.style("font-weight"), fill: item.style("color") };
    yield element("text", { ...at, ...look, "text-anchor": anchor }, line);
  }
}

/** The element and its attributes that draw a shape around a point; `corners` are of its own polygon. */
export function outline(shape, { x, y }, w, h, corners) {
  if (shape === "ellipse") return ["ellipse", { cx: x, cy: y, rx: w / 2, ry: h / 2 }];
  const own = shape === "polygon" ? corners : CORNERS[shape];
  if (own) {
    const points = own.map(([a, b]) => `${x + (a * w) / 2},${y + (b * h) / 2}`).join(" ");
    return ["polygon", { points, "stroke-linejoin": "round" }];
  }
  return ["rect", { x: x - w / 2, y: y - h / 2, width: w, height: h, rx: Math.min(10, w / 4) }];
}

function* nodeParts(node) {
  const spot = node.position();
  const [w, h] = [node.width(), node.height()];
  const [size, lines] = [pixels(node, "font-size"), String(node.style("label") ?? "").split("\n")];
  if (!node.hasClass("words")) {
    const flat = node.style("shape") === "polygon" ? node.style("shape-polygon-points") : "";
    const numbers = String(flat).split(/[\s,]+/).map(Number);
    const corners = numbers.flatMap((n, i) => (i % 2 ? [] : [[n, numbers[i + 1]]]));
    const [name, place] = outline(node.style("shape"), spot, w, h, corners);
    yield element(name, {
      ...place,
      fill: node.style("background-color"),
      "fill-opacity": node.style("background-opacity"),
      stroke: pixels(node, "border-width") ? node.style("border-color") : "none",
      "stroke-width": pixels(node, "border-width"),
      "stroke-dasharray": node.style("border-style") === "dashed" ? "6 4" : null,
      opacity: node.effectiveOpacity(),
    });
  } else if (node.hasClass("flag")) {
    const wide = (breadth(lines[0]) * size) / 2 + 12;
    const box = { x: spot.x - wide / 2, y: spot.y - size * 0.8, width: wide, height: size * 1.6, rx: 4 };
    yield element("rect", { ...box, fill: node.style("text-background-color") });
  }
  const below = node.style("text-valign") === "bottom";
  const aside = node.style("text-halign") === "right";
  const drop = below ? h / 2 + 5 + (lines.length * size * 1.28) / 2 : 0;
  yield* lettering(node, aside ? spot.x + w / 2 + 6 : spot.x, spot.y + drop, aside ? "start" : "middle");
}

function course(edge) {
  const [a, b] = [edge.sourceEndpoint(), edge.targetEndpoint()];
  const by = edge.controlPoints() ?? [];
  if (by.length === 1) return `M${a.x},${a.y}Q${by[0].x},${by[0].y} ${b.x},${b.y}`;
  if (by.length < 2) return `M${a.x},${a.y}L${b.x},${b.y}`;
  // Cytoscape joins several control points by quadratic curves that meet half-way.
  const steps = by.slice(0, -1).map((p, i) => {
    const q = by[i + 1];
    return `Q${p.x},${p.y} ${(p.x + q.x) / 2},${(p.y + q.y) / 2}`;
  });
  return `M${a.x},${a.y}${steps.join("")}Q${by.at(-1).x},${by.at(-1).y} ${b.x},${b.y}`;
}

function* edgeParts(edge) {
  const arrow = edge.style("target-arrow-shape") === "triangle";
  const dashes = { dashed: "9 5", dotted: "2 4" }[edge.style("line-style")];
  yield element("path", {
    d: course(edge),
    fill: "none",
    stroke: edge.style("line-color"),
    "stroke-width": pixels(edge, "width"),
    "stroke-dasharray": dashes,
    opacity: edge.effectiveOpacity() * Number(edge.style("line-opacity")),
  });
  if (arrow && edge.style("curve-style") !== "haystack") {
    const { x, y } = edge.targetEndpoint();
    const before = (edge.controlPoints() ?? []).at(-1) ?? edge.sourceEndpoint();
    const turn = (Math.atan2(y - before.y, x - before.x) * 180) / Math.PI;
    const size = 4 + 2 * pixels(edge, "width");
    yield element("path", {
      d: `M0,0L${-size},${size / 2}L${-size},${-size / 2}Z`,
      transform: `translate(${x} ${y}) rotate(${turn})`,
      fill: edge.style("target-arrow-color"),
      opacity: edge.effectiveOpacity(),
    });
  }
  const { x, y } = edge.midpoint();
  yield* lettering(edge, x, y + (edge.hasClass("above") ? -15 : 0), "middle");
}

/** An empty sheet around a drawing from (x1, y1), under the title of the page. */
export function sheetOf({ x1, y1, w, h }, colour) {
  const [x, y, width, height] = [x1 - EDGE, y1 - EDGE, w + 2 * EDGE, h + 2 * EDGE];
  const viewBox = [x, y, width, height].join(" ");
  const sheet = element("svg", { xmlns: NAMESPACE, viewBox, width, height, "font-family": colour.font });
  sheet.append(element("title", {}, document.title));
  sheet.append(element("rect", { x, y, width, height, fill: colour.surface }));
  return sheet;
}

/** A sheet as a blob to be saved. */
export function blobOf(sheet) {
  return new Blob([new XMLSerializer().serializeToString(sheet)], { type: "image/svg+xml" });
}

/** The whole drawing as an SVG blob. */
export function svg(figure, cy) {
  return onPaper(figure, cy, (colour) => {
    const sheet = sheetOf(cy.elements().boundingBox(), colour);
    cy.edges().forEach((edge) => sheet.append(...edgeParts(edge)));
    cy.nodes().forEach((node) => sheet.append(...nodeParts(node)));
    return blobOf(sheet);
  });
}
