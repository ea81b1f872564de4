// One picture to read and to explore: the drawing, its list, its panel and its commands, all of one
// state.

import { buttons, courtesy, full, keys, reveal, save, STEP, zoom } from "../controls.js";
import { make } from "../dom.js";
import { drawing } from "../drawing.js";
import { leftOutElsewhere, legend } from "../legend.js";
import { named } from "../reading.js";
import { canvasOf, png, printed } from "../paper.js";
import { svg } from "../svg.js";
import { cycled, filtered, folded, grown, hidden, pinned, shown } from "./acts.js";
import { button } from "./commands.js";
import { gather } from "./gather.js";
import { beside, growth, TIES } from "./growth.js";
import { COLOURS, SIZES } from "./look.js";
import { BEGIN, fromAddress, prefixOf, tells, toAddress, walk, written } from "./state.js";
import { surroundings } from "./surroundings.js";
import { depth, FEW } from "./visible.js";

const NAMED = 300; // beyond so many, names are read by zooming in

/** Draws `picture` into `figure`, with all that can be done with it. */
export async function explorer(figure, picture, say) {
  const language = new URLSearchParams(location.search).get("lang");
  const ask = "explore" in figure.dataset ? growth() : null;
  const few = "few" in figure.dataset;
  const prefix = prefixOf(figure);
  const opened = fromAddress(prefix);
  const sizes = SIZES.filter((size) => ask || size !== "held"); // of what may be asked
  const walked = walk({ ...opened.state, size: sizes.find((size) => size === opened.state.size) ?? BEGIN.size });
  let model = null;
  let chosen = opened.chosen;
  let from = null; // where a way is to begin
  let latest = 0;

  const canvas = make("div", { class: "graph-canvas" });
  const stage = make(
    "div",
    { class: "graph-stage", tabindex: "0", role: "group", "aria-label": say.stage },
    canvas,
  );
  const view = make("div", { class: "graph-view" }, stage);
  const said = make("p", { class: "graph-unseen", role: "status" });
  const notes = make("div", { class: "graph-notes" });
  const signs = make("div", {});
  figure.append(view);
  const drawn = await drawing(figure, stage, canvas, say, figure.dataset.renderer);
  const { cy } = drawn;
  /** Cytoscape, with all of the picture drawn. */
  const whole = () => {
    drawn.finish();
    return cy;
  };
  const tell = (text) => (said.textContent = text);
  const failed = (fault) => note(say.notAsked(fault.message));

  function note(text, ...more) {
    const line = make("p", { class: "graph-note", role: "status" }, text, ...more);
    notes.append(line);
    return line;
  }

  /** Draws the present state; what came too late is dropped. */
  async function render() {
    const turn = (latest += 1);
    const { present } = walked;
    notes.replaceChildren();
    const next = await gather(picture, present, { ask, few, say, language, failed });
    if (turn !== latest) return;
    model = next;
    const held = signs.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    signs.replaceChildren(legend(model.all, model.drawn, { ...model, state: present }, say, filter));
    if (held) signs.querySelector(`[data-key="${CSS.escape(held)}"]`)?.focus();
    row.show(present, depth(model.all), walked);
    listed.show(model);
    if (!(await drawn.show(model)) || turn !== latest) return;
    cy.autoungrabify(!model.cards);
    explain(present);
    choose(model.network.nodes.has(chosen) ? chosen : null);
  }

  function explain(present) {
    if (model.drawn.length < model.left) note(say.cut(model.drawn.length, model.left));
    if (model.drawn.length > NAMED) note(say.zoomForNames).classList.add("graph-screen");
    if (present.without.length) note(say.struckOut).classList.add("graph-paper");
    if (model.hidden.length) note(`${say.hidden(model.hidden.length)} `, button("unhide", say, act.unhide));
    const unseen = leftOutElsewhere(present);
    if (unseen) note(`${say.leftOut(unseen)} `, button("takeIn", say, act.takeIn));
    if (present.path.length && !model.reached) note(say.noWay);
  }

  /** Goes to another state, and says what was done. */
  async function go(state, words) {
    walked.go(state);
    await render();
    tell(words);
  }

  async function step(by, words) {
    if (!walked.step(by)) return tell(say.noFurther);
    await render();
    return tell(words);
  }

  /**
   * Chooses a node (null: none) here, in the panel and in the list; `far`: brings it into sight. What
   * stands for more grows, and a way that was begun ends at the node, unless one only `passes` it.
   */
  function choose(id, { far = false, passes = false } = {}) {
    const node = id === null ? null : model.network.nodes.get(id);
    const ends = from !== null && node && id !== from;
    if (passes && (ends || node?.kind === "stub")) {
      drawn.mark(id);
      reveal(cy, cy.getElementById(id));
      if (!ends) {
        chosen = null; // commands are of no stub
        toAddress(walked.present, chosen, prefix);
        details.show(null, model.network);
        listed.mark(null);
      }
      return tell(ends ? say.enterEnds(node.name) : node.name);
    }
    if (node?.kind === "stub") return node.fold ? fold(node.of) : grow(node.of, node.tie);
    if (ends) return found(from, id);
    if (id === null && from !== null) {
      from = null;
      tell(say.did.noWay);
    }
    chosen = drawn.mark(id) ? id : null;
    toAddress(walked.present, chosen, prefix);
    details.show(chosen && node, model.network);
    listed.mark(chosen);
    if (chosen && far) reveal(cy, cy.getElementById(id));
    if (chosen) offer(node);
    return undefined;
  }

  /** How many neighbours of each kind one has; none where nothing may be asked. */
  const countsOf = async (id) => (ask ? ask.ties(id).catch(() => new Map()) : new Map());

  /** What can be done with the chosen one: its kinds of neighbours come a little later. */
  async function offer(node) {
    const does = (name, act) => button(name, say, act);
    const own = [
      does(walked.present.fold.includes(node.id) ? "unfold" : "fold", act.fold),
      does("hide", act.hide),
      does(walked.present.pin[node.id] ? "unpin" : "pin", act.pin),
      does("way", act.way),
    ];
    details.offer(own);
    const counts = await countsOf(node.id);
    if (chosen !== node.id) return;
    const more = [...counts].flatMap(([tie, count]) => {
      const there = beside(node.id, tie, model.network.lines).size;
      if (there >= count) return [];
      const words = say.growBy(say.kind(tie), there, count);
      const some = make("button", { type: "button", "data-grow": tie }, words);
      some.addEventListener("click", () => grow(node.id, tie));
      if (count - there <= FEW) return [some];
      const every = make("button", { type: "button", "data-all": tie, "aria-label": say.growAll(say.kind(tie), count) }, say.all);
      every.addEventListener("click", () => grow(node.id, tie, count));
      return [some, every];
    });
    details.offer([...more, ...own]);
  }

  const grow = (id, tie, all) => {
    const there = beside(id, tie, model.network.lines).size;
    return go(grown(walked.present, id, tie, there, all), say.did.grow(say.kind(tie)));
  };
  const fold = (id) => {
    const before = walked.present.fold.includes(id);
    return go(folded(walked.present, id), before ? say.did.unfold : say.did.fold);
  };
  const filter = (key) => go(filtered(walked.present, key), say.did.filter);
  const found = (a, b) => {
    from = null;
    chosen = b;
    return go({ ...walked.present, path: [a, b] }, say.did.way);
  };
  /** Does `act` to the chosen one, or says that none is. */
  const withChosen = (act) => () => (chosen ? act(chosen) : tell(say.chooseFirst));

  const act = {
    closer: () => zoom(cy, STEP),
    farther: () => zoom(cy, 1 / STEP),
    fit: drawn.fit,
    full: () => full(figure),
    save: () => save(png(figure, whole()), "png"),
    saveDrawing: () => save(svg(figure, whole()), "svg"),
    expand: withChosen(async (id) => {
      if (!ask) return tell(say.notGrown);
      const counts = await countsOf(id);
      if (chosen !== id) return undefined;
      const [tie] = [...counts].find(([tie, count]) => beside(id, tie, model.network.lines).size < count) ?? [];
      return tie && TIES[tie] ? grow(id, tie) : tell(say.nothingMore);
    }),
    fold: withChosen(fold),
    hide: withChosen((id) => go(hidden(walked.present, id), say.did.hide)),
    unhide: () => go(shown(walked.present), say.did.unhide),
    takeIn: () => go({ ...walked.present, without: [] }, say.did.filter),
    pin: withChosen((id) => {
      const { x, y } = whole().getElementById(id).position();
      return go(pinned(walked.present, id, { x, y }), walked.present.pin[id] ? say.did.unpin : say.did.pin);
    }),
    way: withChosen((id) => {
      if (walked.present.path.length) return go({ ...walked.present, path: [] }, say.did.noWay);
      from = id;
      return tell(say.chooseOther);
    }),
    find: () => row.find.focus(),
    colour: () => {
      const next = cycled(walked.present, "colour", COLOURS);
      return go(next, say.colours[next.colour]);
    },
    size: () => {
      const next = cycled(walked.present, "size", sizes);
      return go(next, say.sizes[next.size]);
    },
    tiers: () => {
      const all = [null, ...Array.from({ length: Math.min(12, depth(model.all)) }, (_, n) => n + 1)];
      const next = cycled(walked.present, "tiers", all);
      return go(next, next.tiers ? say.within(next.tiers) : say.allTiers);
    },
    undo: () => step(-1, say.did.undo),
    redo: () => step(1, say.did.redo),
    reset: () => go(BEGIN, say.did.reset),
    keys: () => {
      help.open = !help.open;
      if (help.open) help.querySelector("summary").focus();
    },
  };

  const { details, listed, row, help } = surroundings(say, {
    act,
    found: (wanted) =>
      model.drawn.filter((id) => {
        const node = model.network.nodes.get(id);
        return node.kind !== "stub" && named(node, wanted);
      }),
    choose,
    go,
    present: () => walked.present,
    sizes,
    stage,
  });
  view.before(buttons(figure, say, act), row.element);
  view.append(details.element, said);
  figure.append(signs, notes, listed.element, help);
  courtesy(figure, stage);
  await render();

  cy.on("tap", (event) => {
    // cytoscape keeps the browser from giving the focus; keys and wheel follow it.
    stage.focus({ preventScroll: true });
    if (event.target === cy) choose(null);
    else if (event.target.isNode()) choose(event.target.id());
  });
  cy.on("dragfree", "node", (event) => {
    const { x, y } = event.target.position();
    return go(pinned(walked.present, event.target.id(), { x, y, moved: true }), say.did.pin);
  });
  keys(stage, whole, {
    first: () => model.network.root ?? model.drawn[0],
    choose,
    enter: (id) => (id === chosen ? details.element.querySelector("a, button")?.focus() : choose(id)),
    act,
    nth: (n) => signs.querySelectorAll(".graph-filter")[n - 1]?.click(),
  });
  addEventListener("hashchange", (event) => {
    // a link within the page leads to a part of it, not to another picture
    const { hash } = new URL(event.newURL);
    if (hash && !tells(hash)) return toAddress(walked.present, chosen, prefix);
    const { state, chosen: other } = fromAddress(prefix);
    if (written(state, other, prefix) === written(walked.present, chosen, prefix)) return undefined;
    chosen = other;
    return go(state, say.did.undo);
  });
  printed(stage, () => canvasOf(figure, whole()));
}
