// The look of the canvas, from the custom properties of graph.css. Light, dark and paper are decided
// there; here they are only read.

const GROUPS = [0, 1, 2, 3, 4, 5].map((n) => `group-${n}`);
const COLOURS = [
  ...GROUPS,
  "surface", "ink", "muted", "line", "path", "focus", "blocker-ink",
  "flowing", "short", "later", "closed", "circular", "late", "unknown", "unconfirmed", "thing",
];
const STATES = [...GROUPS, "flowing", "short", "later", "closed", "circular", "late", "unknown", "unconfirmed"];

export const CARD = { width: 184, line: 18, pad: 18 };
export const MARK = 56;

/** Shapes of the marks, by state and by kind; the symbols of the words resemble them. */
export const SHAPES = {
  flowing: "ellipse", short: "triangle", later: "round-rectangle", closed: "polygon",
  circular: "ellipse", late: "diamond", unknown: "ellipse",
  Material: "round-hexagon", ServiceTeam: "round-pentagon", Request: "round-tag",
};

// An upright × in the square from -1 to 1.
const CROSS = [
  [-1, -0.6], [-0.6, -1], [0, -0.4], [0.6, -1], [1, -0.6], [0.4, 0],
  [1, 0.6], [0.6, 1], [0, 0.4], [-0.6, 1], [-1, 0.6], [-0.4, 0],
].flat().join(" ");

/** The colours as they are on `figure` now: `{surface: "#…", …, font}`. */
export function colours(figure) {
  const style = getComputedStyle(figure);
  const found = { font: style.fontFamily };
  for (const name of COLOURS) found[name] = style.getPropertyValue(`--graph-${name}`).trim();
  for (const name of [...STATES, "thing"]) {
    found[`${name}Tint`] = style.getPropertyValue(`--graph-${name}-tint`).trim();
  }
  return found;
}

/** The stylesheet of cytoscape in these colours. */
export function stylesheet(colour) {
  const of = (key) => (node) => colour[node.data("state")] ?? colour[key];
  return [
    {
      selector: "node",
      style: {
        "font-family": colour.font,
        color: colour.ink,
        "background-color": (node) => colour[`${node.data("state")}Tint`] ?? colour.thingTint,
        "border-color": of("thing"),
        "border-width": 1.5,
        "overlay-opacity": 0,
        "text-wrap": "wrap",
        "text-max-width": 1e6,
        "line-height": 1.28,
        label: "data(caption)",
      },
    },
    {
      selector: "node.card",
      style: {
        shape: "round-rectangle",
        "corner-radius": 10,
        width: CARD.width,
        height: "data(height)",
        "font-size": 14,
        "text-valign": "center",
        "text-halign": "center",
        "min-zoomed-font-size": 4,
      },
    },
    {
      selector: "node.card[state = 'closed'], node.card[state = 'circular']",
      style: { "border-style": "double", "border-width": 4 },
    },
    {
      selector: "node.mark",
      style: {
        shape: (node) => {
          const shape = node.data("shape");
          return SHAPES[shape] ?? (node.data("state").startsWith("group-") ? shape : "ellipse");
        },
        "shape-polygon-points": CROSS,
        width: "data(extent)",
        height: "data(extent)",
        "background-color": of("thing"),
        "border-width": 0,
        "font-size": 13,
        "text-valign": "bottom",
        "text-margin-y": 5,
        "min-zoomed-font-size": 7.5,
        "text-background-color": colour.surface,
        "text-background-opacity": 0.8,
        "text-background-padding": 1,
      },
    },
    {
      selector: "node.mark[shape = 'circular']",
      style: {
        "background-color": colour.surface,
        "border-style": "double",
        "border-width": 18,
      },
    },
    // Not confirmed: hollow and dashed, whatever the state.
    {
      selector: "node[state = 'unconfirmed']",
      style: { "border-style": "dashed", "border-width": 2, "border-dash-pattern": [6, 4] },
    },
    {
      selector: "node.mark[state = 'unconfirmed']",
      style: {
        "background-color": colour.surface,
        "border-width": 6,
        "border-dash-pattern": [13, 9],
      },
    },
    { selector: "node.root", style: { "font-weight": 700, "border-width": 3 } },
    {
      selector: "node.mark.beside",
      style: { "text-valign": "center", "text-halign": "right", "text-margin-x": 10, "text-margin-y": 0 },
    },
    {
      selector: "node.mark.root, node.mark.path",
      style: { width: MARK * 1.5, height: MARK * 1.5, "font-size": "data(size)", "min-zoomed-font-size": 0 },
    },
    {
      selector: "node.path",
      style: {
        "underlay-color": colour.path,
        "underlay-opacity": 0.2,
        "underlay-padding": 7,
        "underlay-shape": "round-rectangle",
        "z-index": 3,
      },
    },
    { selector: "node.blocker", style: { "underlay-opacity": 0.42, "font-weight": 700 } },
    // Titles of layers and the flags of the root and its blocker: words only, not to be chosen.
    {
      selector: "node.words",
      style: {
        width: 1,
        height: 1,
        "background-opacity": 0,
        "border-width": 0,
        "font-size": "data(size)",
        color: colour.muted,
        "text-valign": "center",
        events: "no",
        "z-index": 5,
      },
    },
    {
      selector: "node.flag",
      style: {
        color: colour["blocker-ink"],
        "font-weight": 700,
        "text-background-color": colour.path,
        "text-background-opacity": 1,
        "text-background-padding": (node) => node.data("size") * 0.3,
        "text-background-shape": "round-rectangle",
      },
    },
    {
      selector: "edge",
      style: {
        width: 1.4,
        "line-color": colour.line,
        "target-arrow-color": colour.line,
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.9,
        "curve-style": "straight",
        "overlay-opacity": 0,
        "font-family": colour.font,
        "font-size": 12.5,
        color: colour.muted,
        "text-background-color": colour.surface,
        "text-background-opacity": 1,
        "text-background-padding": 3,
        "text-background-shape": "round-rectangle",
        "min-zoomed-font-size": 5,
      },
    },
    {
      selector: "edge.curved",
      style: {
        "curve-style": "unbundled-bezier",
        "edge-distances": "endpoints",
        "source-endpoint": (edge) => edge.data("leave"),
        "target-endpoint": (edge) => edge.data("arrive"),
        "control-point-distances": (edge) => edge.data("distances"),
        "control-point-weights": (edge) => edge.data("weights"),
      },
    },
    {
      selector: "edge.loop",
      style: {
        "curve-style": "bezier",
        "control-point-step-size": 70,
        "loop-direction": "0deg",
        "loop-sweep": "50deg",
      },
    },
    {
      selector: "edge.thin",
      style: {
        "curve-style": "haystack",
        "line-opacity": "data(strength)",
        width: "data(width)",
      },
    },
    { selector: "edge.other", style: { "line-style": "dotted", width: 1.8 } },
    {
      selector: "edge.waits",
      style: {
        width: 3.5,
        "line-opacity": 1,
        "line-style": "dashed",
        "line-dash-pattern": [9, 5],
        "line-color": colour.path,
        "target-arrow-color": colour.path,
        "arrow-scale": 1.1,
        color: colour.path,
        "font-weight": 700,
        "z-index": 2,
      },
    },
    {
      selector: "edge.path",
      style: {
        width: 5,
        "line-opacity": 1,
        "line-color": colour.path,
        "target-arrow-color": colour.path,
        "arrow-scale": 1.1,
        "z-index": 3,
      },
    },
    {
      selector: "edge.folded.waits, edge.folded.path",
      style: {
        width: "data(width)",
        "arrow-scale": 1.2,
        "line-dash-pattern": (edge) => [2.2, 1.4].map((part) => part * edge.data("width")),
      },
    },
    // Names of what is waited for stand above a path that runs from left to right.
    { selector: "edge.above", style: { "text-margin-y": -15, "text-background-opacity": 0 } },
    { selector: "edge.told, edge.near, edge.over", style: { label: "data(caption)" } },
    // Not an enterprise but a number of them: what comes next.
    {
      selector: "node.stub",
      style: {
        shape: "round-rectangle",
        "background-color": colour.surface,
        "border-color": colour.focus,
        "border-style": "dashed",
        "border-width": 1.5,
        color: colour.focus,
      },
    },
    { selector: "edge.stub", style: { "line-style": "dotted", "target-arrow-shape": "none" } },
    {
      selector: "node.pinned",
      style: {
        "outline-width": 2,
        "outline-color": colour.muted,
        "outline-offset": 4,
        "outline-style": "dotted",
      },
    },
    { selector: "node.dim", style: { opacity: 0.7 } },
    { selector: "edge.dim", style: { opacity: 0.6 } },
    { selector: "node.away", style: { opacity: 0.3 } },
    { selector: "node.path.away", style: { "underlay-opacity": 0.08 } },
    { selector: "edge.away", style: { opacity: 0.12 } },
    {
      selector: "edge.near",
      style: {
        opacity: 1,
        "line-opacity": 1,
        "line-color": (edge) => (edge.is(".waits, .path") ? colour.path : colour.focus),
        "target-arrow-color": (edge) => (edge.is(".waits, .path") ? colour.path : colour.focus),
        "z-index": 4,
      },
    },
    { selector: "node.near", style: { opacity: 1, "min-zoomed-font-size": 5, "z-index": 6 } },
    {
      selector: "node:selected",
      style: {
        "outline-width": 3,
        "outline-color": colour.focus,
        "outline-offset": 3,
        "z-index": 7,
      },
    },
  ];
}
