// The canvas of one picture: where everything is put, and what is chosen. Cytoscape draws.

import { make } from "./dom.js";
import { box, elements } from "./elements.js";
import { LEGIBLE, place } from "./placing.js";
import { colours, stylesheet } from "./style.js";

const WIDE = 640; // pixels from which layers go from left to right
const EDGE = 26; // pixels left free around the picture
const SOFT = 240; // elements up to which hovering looks around
const PIECE = 250; // elements that are styled and measured before the page gets a turn

// cytoscape would add an inline <style>, which a strict content security policy refuses; it does not
// where an element of this id is there. What it would say is in graph.css.
const MARKER = "__________cytoscape_stylesheet";

const later = () => new Promise((resume) => setTimeout(resume));

/**
 * A drawing in `canvas`, a child of `stage`: `show(model)` draws {network, layered, cards, look} and
 * gives whether it did, or another came before it ended; `finish()` ends at once what is under way;
 * `mark(id)` chooses (null: none), `fit()` shows the whole; `cy` is cytoscape.
 */
export async function drawing(figure, stage, canvas, say, renderer) {
  const { default: cytoscape } = await import("../vendor/cytoscape/cytoscape.esm.min.mjs");
  if (!document.getElementById(MARKER)) document.head.append(make("meta", { id: MARKER }));
  const cy = cytoscape({
    container: canvas,
    boxSelectionEnabled: false,
    selectionType: "single",
    minZoom: 0.02,
    maxZoom: 3,
    style: stylesheet(colours(figure)),
    ...(renderer === "webgl" ? { renderer: { name: "canvas", webgl: true } } : {}),
  });
  let model = null;
  let wide = null;
  let moved = false;
  let marked = null; // the id of the chosen node
  let work = null; // what takes the place of what is drawn: {rest, begun, end}

  const fit = () => {
    cy.stop();
    cy.fit(undefined, EDGE);
    if (cy.zoom() > 1) {
      cy.zoom(1);
      cy.center();
    }
    moved = false;
  };

  /** Positions for the figure's present width, and how high the picture may be. */
  const placed = (width) => {
    const { network, layered, cards, look, arcs } = model;
    const most = Math.min(736, Math.max(320, innerHeight * 0.66));
    const lay = (sideways, height) =>
      place(layered.rows, arcs, network.path, {
        size: { width: width - 2 * EDGE, height: height - 2 * EDGE },
        sideways,
        box: box(network, cards, sideways, look, say),
      });
    let [best, highest] = [lay(wide, most), most];
    // A picture of cards may be higher, to stay legible: the page scrolls over it.
    for (const times of cards ? [1.5, 2, 3] : []) {
      if (best.scale >= LEGIBLE) break;
      const taller = lay(false, times * most);
      if (taller.scale > best.scale) [best, highest] = [taller, times * most];
    }
    for (const [id, [x, y]] of network.pinned ?? []) if (best.at.has(id)) best.at.set(id, { x, y });
    return [best, highest];
  };

  /**
   * Takes the next piece of the work. Cytoscape needs a millisecond for each few elements, so that it
   * gets many of them piece by piece, between which the page lives. It hears of the last piece alone:
   * the screen keeps what it shows until all are there.
   */
  function advance() {
    const { rest, end } = work;
    cy.notifications(rest.length <= PIECE);
    if (!work.begun) cy.elements().remove();
    work.begun = true;
    cy.add(rest.splice(0, PIECE)).boundingBox(); // kept by cytoscape
    if (rest.length) return;
    work = null;
    end();
  }

  /** Draws at once what is left of the work: for what must not be done to a part. */
  function finish() {
    while (work) advance();
  }

  const settle = async () => {
    const { network, layered, cards, look } = model;
    const width = stage.clientWidth;
    wide = width >= WIDE;
    const [best, highest] = placed(width);
    const spot = marked === null ? cy.collection() : cy.getElementById(marked);
    const before = moved && spot.length ? spot.renderedPosition() : null;
    cy.stop(true);
    const end = () => settled(width, highest, before);
    const mine = { rest: elements(network, layered, best, cards, look, say), begun: false, end };
    work = mine;
    if (mine.rest.length <= PIECE) finish();
    while (work === mine) {
      await later();
      if (work === mine) advance();
    }
  };

  /** Fits what is drawn, once all of it is there. */
  function settled(width, highest, before) {
    cy.nodes(".words").ungrabify();
    const { w, h } = cy.elements().boundingBox();
    stage.style.height = `${Math.min(highest, h * Math.min(1, (width - 2 * EDGE) / w) + 2 * EDGE)}px`;
    cy.resize();
    const node = marked === null ? cy.collection() : cy.getElementById(marked);
    if (!moved || !node.length) fit();
    else if (before) {
      // Who looks at one keeps looking at it.
      const { x, y } = node.renderedPosition();
      cy.panBy({ x: before.x - x, y: before.y - y });
    }
    mark(marked);
  }

  /** Chooses a node; what it is not tied to steps back. Gives whether it is drawn. */
  function mark(id) {
    finish();
    const node = id === null ? cy.collection() : cy.getElementById(id);
    cy.startBatch();
    cy.elements(":selected").unselect();
    stepBack(node);
    node.select();
    cy.endBatch();
    marked = node.length ? id : null;
    return marked !== null;
  }

  function stepBack(node) {
    cy.elements().removeClass("near away");
    if (!node.length) return;
    const near = node.closedNeighborhood();
    cy.elements().difference(near).not(".words").addClass("away");
    near.addClass("near");
  }

  cy.on("dragpan pinchzoom scrollzoom", () => (moved = true));
  cy.on("mouseover", "edge", (event) => event.target.addClass("over"));
  cy.on("mouseout", "edge", (event) => event.target.removeClass("over"));
  // Hovering looks around, as long as nothing is chosen.
  const hovering = (node) => {
    if (model.layered.rows.length && cy.elements().length <= SOFT && !cy.nodes(":selected").length) {
      cy.batch(() => stepBack(node));
    }
  };
  cy.on("mouseover", "node", (event) => hovering(event.target));
  cy.on("mouseout", "node", () => hovering(cy.collection()));
  new ResizeObserver(() => {
    if (!stage.clientWidth || !model) return;
    if (wide !== stage.clientWidth >= WIDE) settle();
    else if (!moved) fit();
  }).observe(stage);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () =>
    cy.style(stylesheet(colours(figure))),
  );
  return {
    cy,
    fit,
    mark,
    finish,
    async show(next) {
      model = next;
      await settle();
      while (work) await later(); // another width, or another picture, came before it was drawn
      return model === next;
    },
  };
}
