// Draws every `figure[data-graph]` of the page from the JSON inside it or at its `data-source`:
// {nodes: [{id, labels, properties}], edges: [{id, type, source, target, properties}],
//  root: id, highlight: [id, …]}; `data-lang` is zh or en.

import { buttons, courtesy, keys, reveal } from "./controls.js";
import { make } from "./dom.js";
import { box, elements } from "./elements.js";
import { layers } from "./layout.js";
import { legend } from "./legend.js";
import { list } from "./list.js";
import { panel } from "./panel.js";
import { printable } from "./paper.js";
import { LEGIBLE, place } from "./placing.js";
import { read } from "./reading.js";
import { pictureOf } from "./source.js";
import { colours, stylesheet } from "./style.js";
import { words } from "./words.js";

const MOST = 5000; // nodes that are drawn; the table holds the rest
const SMALL = 60; // up to here nodes are cards in layers by longest path, beyond it marks in tiers
const NAMED = 300; // beyond so many, names are read by zooming in
const WIDE = 640; // pixels from which layers go from left to right
const EDGE = 26; // pixels left free around the picture

// cytoscape would add an inline <style>, which a strict content security policy refuses; it does not
// where an element of this id is there. What it would say is in graph.css.
const MARKER = "__________cytoscape_stylesheet";

/** The first layers, up to the limit, and whatever of the path lies beyond. */
function cut(rows, path) {
  const kept = new Set(path);
  let room = MOST - kept.size;
  return rows
    .map((row) => row.filter((id) => kept.has(id) || room-- > 0))
    .filter((row) => row.length);
}

function note(figure, text) {
  figure.append(make("p", { class: "graph-note", role: "status" }, text));
}

/** Draws one figure; what it cannot draw it says in words. */
async function draw(figure) {
  const say = words(figure.dataset.lang, JSON.parse(figure.dataset.kinds ?? "{}"));
  const picture = await pictureOf(figure);
  const language = new URLSearchParams(location.search).get("lang");
  const network = read(picture, say, language);
  if (!network.nodes.size) {
    note(figure, say.empty);
    return;
  }
  const { default: cytoscape } = await import("../vendor/cytoscape/cytoscape.esm.min.mjs");
  if (!document.getElementById(MARKER)) document.head.append(make("meta", { id: MARKER }));

  const ids = [...network.nodes.keys()];
  const arcs = network.lines.map((line) => [line.from, line.to]);
  const layered = layers(ids, arcs, network.root, ids.length > SMALL);
  layered.rows = cut(layered.rows, network.path);
  const drawn = layered.rows.flat();
  const cards = drawn.length <= SMALL;

  const canvas = make("div", { class: "graph-canvas" });
  const stage = make(
    "div",
    { class: "graph-stage", tabindex: "0", role: "group", "aria-label": say.stage },
    canvas,
  );
  const view = make("div", { class: "graph-view" }, stage);
  figure.append(view);
  const cy = cytoscape({
    container: canvas,
    autoungrabify: true,
    boxSelectionEnabled: false,
    selectionType: "single",
    minZoom: 0.02,
    maxZoom: 3,
    style: stylesheet(colours(figure)),
  });

  let wide = null;
  let moved = false;

  const fit = () => {
    cy.stop();
    cy.fit(undefined, EDGE);
    if (cy.zoom() > 1) {
      cy.zoom(1);
      cy.center();
    }
    moved = false;
  };

  /** Lays out for the figure's present width; the picture is as high as it needs, up to the style's. */
  const settle = () => {
    const width = stage.clientWidth;
    const most = Math.min(736, Math.max(320, innerHeight * 0.66));
    const lay = (sideways, height) =>
      place(layered.rows, arcs, network.path, {
        size: { width: width - 2 * EDGE, height: height - 2 * EDGE },
        sideways,
        box: box(network, cards, sideways, say),
      });
    wide = width >= WIDE;
    let highest = most;
    let placed = lay(wide, most);
    // A picture of cards may be higher, to stay legible: the page scrolls over it.
    for (const times of cards ? [1.5, 2, 3] : []) {
      if (placed.scale >= LEGIBLE) break;
      const taller = lay(false, times * most);
      if (taller.scale > placed.scale) [placed, highest] = [taller, times * most];
    }
    cy.startBatch();
    const chosen = cy.nodes(":selected").map((node) => node.id());
    cy.elements().remove();
    cy.add(elements(network, layered, placed, cards, say));
    cy.endBatch();
    const { w, h } = cy.elements().boundingBox();
    stage.style.height = `${Math.min(highest, h * Math.min(1, (width - 2 * EDGE) / w) + 2 * EDGE)}px`;
    cy.resize();
    fit();
    if (chosen.length) choose(chosen[0]);
  };

  const details = panel(network, say, () => choose(null));
  const listed = list(network, layered, say, (id) => choose(id, { far: true }));

  /** Chooses a node (null: none) here, in the panel and in the list; `far`: brings it into sight. */
  function choose(id, { far = false } = {}) {
    const node = id === null ? cy.collection() : cy.getElementById(id);
    cy.startBatch();
    cy.elements(":selected").unselect();
    cy.elements().removeClass("near away");
    if (node.length) {
      const near = node.closedNeighborhood();
      cy.elements().difference(near).not(".words").addClass("away");
      near.addClass("near");
      node.select();
    }
    cy.endBatch();
    details.show(node.length ? network.nodes.get(id) : null);
    listed.show(node.length ? id : null);
    if (node.length && far) reveal(cy, node);
  }

  view.before(buttons(figure, cy, say, fit));
  view.append(details.element);
  figure.append(legend(network, drawn, cards, say));
  if (drawn.length < ids.length) note(figure, say.cut(drawn.length, ids.length));
  if (drawn.length > NAMED) note(figure, say.zoomForNames);
  figure.append(listed.element);
  courtesy(figure, stage);
  settle();

  cy.on("tap", (event) => {
    // cytoscape keeps the browser from giving the focus; keys and wheel follow it.
    stage.focus({ preventScroll: true });
    if (event.target === cy) choose(null);
    else if (event.target.isNode()) choose(event.target.id());
  });
  cy.on("dragpan pinchzoom scrollzoom", () => (moved = true));
  cy.on("mouseover", "edge", (event) => event.target.addClass("over"));
  cy.on("mouseout", "edge", (event) => event.target.removeClass("over"));
  keys(stage, cy, {
    first: network.root ?? drawn[0],
    choose,
    fit,
    enter: () => details.element.querySelector("a, button")?.focus(),
  });
  new ResizeObserver(() => {
    if (!stage.clientWidth) return;
    if (wide !== stage.clientWidth >= WIDE) settle();
    else if (!moved) fit();
  }).observe(stage);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    cy.style(stylesheet(colours(figure))),
  );
  printable(figure, stage, cy);
  figure.classList.add("graph-drawn");
}

for (const figure of document.querySelectorAll("figure[data-graph]")) {
  draw(figure).catch((fault) => {
    note(figure, words(figure.dataset.lang).broken);
    throw fault;
  });
}
