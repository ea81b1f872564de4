// Buttons, wheel, fingers and keys.

import { make } from "./dom.js";
import { button, commandOf } from "./explore/commands.js";

/** How much one step zooms. */
export const STEP = 1.35;
const TAP = 8; // pixels a finger may slip and still tap

const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Moves the view; at once where the reader asked for less motion. */
function move(cy, view) {
  cy.stop();
  if (still()) {
    cy.viewport(view);
  } else {
    cy.animate(view, { duration: 180, easing: "ease-out-cubic" });
  }
}

/** Zooms about the middle of the picture. */
export function zoom(cy, factor) {
  const before = cy.zoom();
  const level = Math.min(cy.maxZoom(), Math.max(cy.minZoom(), before * factor));
  const [x, y] = [cy.width() / 2, cy.height() / 2];
  const pan = cy.pan();
  const ratio = level / before;
  move(cy, { zoom: level, pan: { x: x - (x - pan.x) * ratio, y: y - (y - pan.y) * ratio } });
}

/** Brings a node into sight, near enough to be read; stays where it is if it is already. */
export function reveal(cy, node) {
  const level = Math.max(cy.zoom(), 0.75);
  const { x, y } = node.renderedPosition();
  const inside = x > 80 && y > 50 && x < cy.width() - 80 && y < cy.height() - 50;
  if (inside && level === cy.zoom()) return;
  const at = node.position();
  move(cy, {
    zoom: level,
    pan: { x: cy.width() / 2 - at.x * level, y: cy.height() / 2 - at.y * level },
  });
}

/** Has the browser save `blob` under the name of the page. */
export function save(blob, ending) {
  const address = URL.createObjectURL(blob);
  const name = document.title.replace(/[\\/:*?"<>|\s]+/g, "-") || "tongbu";
  const link = make("a", { href: address, download: `${name}.${ending}` });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 300_000); // a busy machine fetches it late
}

/** The row of buttons; `act` has what each command does. */
export function buttons(figure, say, act) {
  const row = make(
    "div",
    { class: "graph-buttons", role: "group", "aria-label": say.actions },
    button("closer", say, act.closer, "＋"),
    button("farther", say, act.farther, "－"),
    button("fit", say, act.fit),
  );
  if (document.fullscreenEnabled) {
    const full = button("full", say, act.full);
    document.addEventListener("fullscreenchange", () => {
      full.textContent = full.title = document.fullscreenElement === figure ? say.leave : say.full;
    });
    row.append(full);
  }
  row.append(button("save", say, act.save), button("saveDrawing", say, act.saveDrawing));
  return row;
}

/** Full screen, and back. */
export function full(figure) {
  if (document.fullscreenElement === figure) document.exitFullscreen();
  else if (document.fullscreenEnabled) figure.requestFullscreen();
}

/**
 * Lets the page scroll over the picture: the wheel zooms only with ctrl, in full screen or after
 * the picture was chosen; one finger scrolls the page, two move and zoom the picture.
 */
export function courtesy(figure, stage) {
  const owns = () => document.fullscreenElement === figure || stage.contains(document.activeElement);
  stage.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !owns()) event.stopPropagation();
    },
    { capture: true, passive: true },
  );
  // cytoscape follows moves on the window: it sees none of a single finger, and once that finger has
  // gone too far for a tap it is told that the touch is over, or it would take its end for one.
  let begun = null;
  const finger = ({ touches: [touch] }) => [touch.clientX, touch.clientY];
  stage.addEventListener(
    "touchstart",
    (event) => {
      begun = event.touches.length === 1 ? finger(event) : null;
    },
    { passive: true },
  );
  stage.addEventListener(
    "touchmove",
    (event) => {
      if (event.touches.length > 1 || document.fullscreenElement === figure) return;
      event.stopPropagation();
      const [x, y] = finger(event);
      if (begun && Math.hypot(x - begun[0], y - begun[1]) > TAP) {
        begun = null;
        dispatchEvent(new Event("touchcancel"));
      }
    },
    { passive: true },
  );
}

/** Which drawn node lies nearest in the direction of an arrow key. */
function neighbour(cy, from, key) {
  const at = from.position();
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
  let best = null;
  let least = Infinity;
  cy.nodes(".card, .mark").forEach((node) => {
    const { x, y } = node.position();
    const ahead = (x - at.x) * dx + (y - at.y) * dy;
    const aside = Math.abs((x - at.x) * dy) + Math.abs((y - at.y) * dx);
    if (ahead < 1 || aside > ahead * 3) return;
    const cost = ahead + aside * 2;
    if (cost < least) [best, least] = [node, cost];
  });
  return best;
}

/**
 * Keys on the focused picture. `first()` is chosen where nothing is; `enter(id)` follows Enter; `act`
 * has what each command does, `nth(n)` what a digit does; `whole()` gives cytoscape with all drawn.
 */
export function keys(stage, whole, { first, choose, enter, act, nth }) {
  stage.addEventListener("keydown", (event) => {
    const command = commandOf(event);
    if (command) {
      act[command]();
      return event.preventDefault();
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const cy = whole();
    const chosen = cy.nodes(":selected");
    if (event.key.startsWith("Arrow")) {
      const next = chosen.length ? neighbour(cy, chosen[0], event.key) : cy.getElementById(first());
      if (next?.length) choose(next.id(), { far: true, passes: true });
    } else if (event.key === "Escape" && chosen.length) choose(null);
    else if (/^[1-9]$/.test(event.key)) nth(Number(event.key));
    else if (event.key === "Enter") {
      if (chosen.length) enter(chosen[0].id());
      else choose(first(), { far: true });
    } else return;
    event.preventDefault();
  });
}
