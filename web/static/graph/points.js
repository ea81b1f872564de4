// How large the points of a map are and what shape they have, on the screen and on paper. Pure.

const LARGE = 0.62; // the radius of a point of scale 1: points of that size stand clear of each other
const MOST = 8; // pixels of that radius while the whole map is seen

/** Of the radius of scale 1, so that nobody vanishes. */
export const LEAST = 0.7;

const PLAIN = {
  triangle: "triangle", short: "triangle",
  "round-rectangle": "round-rectangle", later: "round-rectangle",
  diamond: "diamond", late: "diamond", closed: "diamond",
};

/** The shape of a point: one of four, which are told apart when they are small. */
export function shapeOf(look, node) {
  return PLAIN[look.shape(node)] ?? "ellipse";
}

const SIGNS = { ellipse: "●", triangle: "▲", "round-rectangle": "■", diamond: "◆" };

/** The sign of a point in the legend, by what `look.shape` gives. */
export function signOf(shape) {
  return SIGNS[PLAIN[shape] ?? "ellipse"];
}

/** The rectangle in which the whole map lies: `{x1, y1, w, h}`, in the map's own measure. */
export function extentOf(network) {
  const box = { x1: Infinity, y1: Infinity, x2: -Infinity, y2: -Infinity };
  for (const { x, y } of network.nodes.values()) {
    [box.x1, box.x2] = [Math.min(box.x1, x), Math.max(box.x2, x)];
    [box.y1, box.y2] = [Math.min(box.y1, y), Math.max(box.y2, y)];
  }
  return { x1: box.x1, y1: box.y1, w: box.x2 - box.x1, h: box.y2 - box.y1 };
}

/** The radius of a point of scale 1 where the whole map is seen in so many pixels. */
export function radius(network, width, height) {
  const { w, h } = extentOf(network);
  return Math.min(LARGE, MOST * Math.max(w / (width || 1), h / (height || 1))) || LARGE;
}
