// The surface of a map: sigma draws the points by WebGL. Where there is no WebGL there is none.

import { make } from "../dom.js";
import { colours } from "../style.js";
import { LEAST, radius, shapeOf } from "../points.js";

const SHAPES = { ellipse: "circle", triangle: "triangle", "round-rectangle": "square", diamond: "diamond" };
const [WIDE, HIGH] = [170, 24]; // pixels that a name takes
const NAMED = 24; // groups whose names stand on the map

/** A colour that lets through the more the more lines there are. */
function faint(colour, lines) {
  const share = Math.max(0.03, Math.min(0.4, 1200 / lines));
  return colour + Math.round(share * 255).toString(16).padStart(2, "0");
}

/** Whether the browser can draw a map. */
export function drawable() {
  return Boolean(document.createElement("canvas").getContext("webgl2"));
}

/**
 * A map of `network` in `canvas`: `{paint(look, out), mark(id, near), camera, sigma, picture(done)}`.
 * `pick(id)` is called for a point that is chosen, with null beside all points.
 */
export async function surface(figure, canvas, network, pick) {
  await import("../../vendor/sigma/graphology.umd.min.js");
  await import("../../vendor/sigma/sigma.min.js");
  const { graphology, Sigma } = globalThis;
  let colour = colours(figure);
  const graph = new graphology.DirectedGraph({ allowSelfLoops: false });
  for (const { id, name, x, y } of network.nodes.values()) {
    graph.addNode(id, { x, y: -y, label: name, size: 1, color: colour.unknown, shape: "circle" });
  }
  for (const [from, to] of network.pairs) graph.mergeDirectedEdge(from, to);
  const { sdfCircle, sdfDiamond, sdfSquare, sdfTriangle } = Sigma.rendering;
  const sigma = new Sigma(graph, canvas, {
    primitives: { nodes: { shapes: [sdfCircle(), sdfTriangle(), sdfSquare(), sdfDiamond()] } },
    styles: {
      nodes: [
        Sigma.DEFAULT_STYLES.nodes,
        {
          shape: { attribute: "shape" },
          size: { whenState: "isHighlighted", then: { attribute: "marked" }, else: { attribute: "size" } },
          labelColor: colour.ink,
          labelFont: colour.font,
          labelVisibility: { whenState: "isHighlighted", then: "visible", else: "auto" },
          backdropColor: colour.surface,
        },
      ],
      edges: [
        Sigma.DEFAULT_STYLES.edges,
        {
          color: { whenState: "isHighlighted", then: colour.focus, else: faint(colour.line, graph.size) },
          size: { whenState: "isHighlighted", then: 0.3, else: 0.05 },
        },
      ],
    },
    settings: {
      itemSizesReference: "positions",
      minEdgeThickness: 0.5,
      hideEdgesOnMove: true,
      hideLabelsOnMove: true,
      labelRenderedSizeThreshold: 9,
      labelGridCellSize: 240,
      enableEdgeEvents: false,
      minCameraRatio: 0.005,
      maxCameraRatio: 2,
      allowInvalidContainer: true,
      zoomDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
      gestureTarget: "shared",
      sharedGestureWheelMessage: "Ctrl + ⇅",
      sharedGestureAppleWheelMessage: "⌘ + ⇅",
      sharedGestureTouchMessage: "☝☝",
    },
  });
  sigma.on("clickNode", ({ node }) => pick(node));
  sigma.on("clickStage", () => pick(null));
  let marked = [[], []];
  let names = [];
  sigma.on("afterRender", () => {
    const taken = [];
    for (const { element, spot } of names) {
      const { x, y } = sigma.graphToViewport(spot);
      element.style.translate = `calc(${x}px - 50%) calc(${y}px - 100%)`;
      const clear = taken.every((at) => Math.abs(at.x - x) > WIDE || Math.abs(at.y - y) > HIGH);
      element.hidden = !clear;
      if (clear) taken.push({ x, y });
    }
  });

  const large = radius(network, canvas.clientWidth, canvas.clientHeight);
  const paint = (look, out) => {
    graph.updateEachNodeAttributes(
      (id, shown) => {
        const node = network.nodes.get(id);
        const size = large * Math.max(LEAST, look.scale(node));
        const shape = SHAPES[shapeOf(look, node)];
        return { ...shown, color: colour[look.tone(node)], size, marked: size * 1.6, shape };
      },
      { attributes: ["color", "size", "marked", "shape"] },
    );
    const all = [...network.nodes.keys()];
    sigma.setNodesState(all.filter((id) => out.has(id)), { isHidden: true });
    sigma.setNodesState(all.filter((id) => !out.has(id)), { isHidden: false });
  };

  return {
    sigma,
    paint,
    /** Names, above them, the groups that stand together: [[word, nodes], …], the largest first. */
    name(groups) {
      for (const { element } of names) element.remove();
      names = groups.slice(0, NAMED).map(([word, nodes]) => {
        const middle = nodes.reduce((sum, node) => sum + node.x, 0) / nodes.length;
        const top = nodes.reduce((least, node) => Math.min(least, node.y), Infinity);
        const element = make("span", { class: "graph-place", "aria-hidden": "true" }, word);
        canvas.append(element);
        return { element, spot: { x: middle, y: large - top } };
      });
      sigma.refresh({ skipIndexation: true });
    },
    /** Marks one and its supplies; null: none. */
    mark(id) {
      sigma.setNodesState(marked[0], { isHighlighted: false });
      sigma.setEdgesState(marked[1], { isHighlighted: false });
      marked = id === null ? [[], []] : [[id], graph.edges(id)];
      sigma.setNodesState(marked[0], { isHighlighted: true });
      sigma.setEdgesState(marked[1], { isHighlighted: true });
    },
    /** Brings one into sight. */
    reveal(id) {
      const at = sigma.getNodeDisplayData(id);
      const camera = sigma.getCamera();
      if (at) camera.setState({ x: at.x, y: at.y, ratio: Math.min(camera.getState().ratio, 0.15) });
    },
    zoom(factor) {
      const camera = sigma.getCamera();
      camera.setState({ ratio: camera.getState().ratio / factor });
    },
    pan(x, y) {
      const camera = sigma.getCamera();
      const state = camera.getState();
      camera.setState({ x: state.x + x * state.ratio, y: state.y + y * state.ratio });
    },
    fit: () => sigma.getCamera().setState({ x: 0.5, y: 0.5, ratio: 1, angle: 0 }),
    /** What is on the screen as a PNG blob, on the colour of the page. */
    picture() {
      sigma.refresh({ skipIndexation: true });
      const drawn = sigma.getStageCanvas();
      const sheet = Object.assign(document.createElement("canvas"), { width: drawn.width, height: drawn.height });
      const pen = sheet.getContext("2d");
      pen.fillStyle = colour.surface;
      pen.fillRect(0, 0, sheet.width, sheet.height);
      pen.drawImage(drawn, 0, 0);
      return new Promise((done) => sheet.toBlob(done, "image/png"));
    },
    recolour() {
      colour = colours(figure);
    },
  };
}
