// The drawing on paper: always in the light colours, whatever the screen has.

import { make } from "./dom.js";
import { colours, stylesheet } from "./style.js";

const LARGEST = 6000; // pixels along one side; browsers refuse much larger canvases

/** The light colours, whatever the screen has. */
export function paperColours(figure) {
  figure.classList.add("graph-on-paper");
  const found = colours(figure);
  figure.classList.remove("graph-on-paper");
  return found;
}

/** Runs `draw` while the drawing has its paper colours and nothing chosen stands out. */
export function onPaper(figure, cy, draw) {
  const colour = paperColours(figure);
  const chosen = cy.elements(".away, .near").map((element) => [element, element.classes()]);
  const selected = cy.elements(":selected");
  cy.startBatch();
  cy.style(stylesheet(colour));
  selected.unselect();
  cy.elements().removeClass("away near");
  cy.endBatch();
  try {
    return draw(colour);
  } finally {
    cy.startBatch();
    cy.style(stylesheet(colours(figure)));
    for (const [element, classes] of chosen) element.classes(classes);
    selected.select();
    cy.endBatch();
  }
}

function scaleOf(cy) {
  const all = cy.elements().boundingBox();
  return Math.min(2, LARGEST / Math.max(all.w, all.h, 1));
}

/** The whole drawing as a PNG blob. */
export function png(figure, cy) {
  return onPaper(figure, cy, (colour) =>
    cy.png({ full: true, bg: colour.surface, output: "blob", ...limits(cy) }),
  );
}

function limits(cy) {
  const all = cy.elements().boundingBox();
  const scale = scaleOf(cy);
  return { maxWidth: Math.ceil(all.w * scale), maxHeight: Math.ceil(all.h * scale) };
}

/** The whole drawing as a canvas: an <img> would need a laxer content security policy. */
export function canvasOf(figure, cy) {
  const sheet = make("canvas", {});
  onPaper(figure, cy, (colour) => {
    const drawn = cy.renderer().bufferCanvasImage({ full: true, bg: colour.surface, ...limits(cy) });
    sheet.width = drawn.width;
    sheet.height = drawn.height;
    sheet.getContext("2d").drawImage(drawn, 0, 0);
  });
  return sheet;
}

/**
 * Puts what `sheetOf()` makes behind `stage` while the page is printed: what is on the screen shows
 * the part one looks at, in the colours of the screen.
 */
export function printed(stage, sheetOf) {
  let sheet = null;
  addEventListener("beforeprint", () => {
    sheet?.remove();
    sheet = sheetOf();
    sheet.classList.add("graph-sheet");
    stage.after(sheet);
  });
  addEventListener("afterprint", () => {
    sheet?.remove();
    sheet = null;
  });
}
