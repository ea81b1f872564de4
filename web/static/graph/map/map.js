// A whole network to read and to explore: the same state, commands, legend, panel and list as a
// picture has, over a map of points. Where it cannot be drawn the list stands for it.

import { buttons, full, save, STEP } from "../controls.js";
import { make } from "../dom.js";
import { cycled, filtered, hidden, shown } from "../explore/acts.js";
import { button, commandOf } from "../explore/commands.js";
import { COLOURS, keyOf, look, SIZES } from "../explore/look.js";
import { BEGIN, fromAddress, prefixOf, toAddress, walk } from "../explore/state.js";
import { surroundings } from "../explore/surroundings.js";
import { leftOutElsewhere, legend } from "../legend.js";
import { printed } from "../paper.js";
import { named } from "../reading.js";
import { fetched } from "../source.js";
import { blobOf } from "../svg.js";
import { readColumns } from "./reading.js";
import { drawable, surface } from "./surface.js";
import { sheet } from "./svg.js";

const LISTED = 40; // of each group, the largest
const GROUPS = 25; // in the list, the largest
const ABSENT = ["expand", "fold", "pin", "way", "tiers"]; // commands of pictures alone
const PAN = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };

/** The list of a map: its groups, the largest first, and the first ones of each. */
function grouped(network, by, out, looks) {
  const groups = new Map();
  for (const node of network.nodes.values()) {
    if (out.has(node.id)) continue;
    const key = keyOf(by, node, network.words);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(node);
  }
  const largest = [...groups].sort(([, a], [, b]) => b.length - a.length).slice(0, GROUPS);
  return {
    rows: largest.map(([, nodes]) => nodes.slice(0, LISTED).map((node) => node.id)),
    titles: largest.map(([key, nodes]) => `${looks.wordOf(by, key, nodes[0])} · ${nodes.length}`),
    groups: largest.map(([key, nodes]) => [looks.wordOf(by, key, nodes[0]), nodes]),
  };
}

/** Draws the network at the address of `figure` into it. */
export async function map(figure, say) {
  const language = new URLSearchParams(location.search).get("lang");
  const data = await fetched(figure.dataset.network);
  if (!data.nodes.id.length) return figure.append(make("p", { class: "graph-note" }, say.empty));
  const network = readColumns(data, say, language);
  const held = new Map([...network.nodes].map(([id, node]) => [id, node.held]));
  const prefix = prefixOf(figure);
  const opened = fromAddress(prefix);
  const walked = walk(opened.state);
  let { chosen } = opened;
  let out = new Set();
  let onPaper = null; // gives the sheet of what is shown

  const canvas = make("div", { class: "graph-canvas" });
  const stage = make("div", { class: "graph-stage graph-map", tabindex: "0", role: "group", "aria-label": say.mapStage }, canvas);
  const view = make("div", { class: "graph-view" }, stage);
  const said = make("p", { class: "graph-unseen", role: "status" });
  const notes = make("div", { class: "graph-notes" });
  const signs = make("div", {});
  const tell = (text) => (said.textContent = text);
  figure.append(view);
  const drawn = drawable() ? await surface(figure, canvas, network, choose) : null;
  if (!drawn) stage.hidden = true;

  function note(text, ...more) {
    notes.append(make("p", { class: "graph-note", role: "status" }, text, ...more));
  }

  function render() {
    const { present } = walked;
    const looks = look(network, present, held, say);
    out = new Set(present.hide);
    if (present.without.length) {
      const left = new Set(present.without);
      const dimensions = new Set(present.without.map((one) => one.slice(0, one.indexOf("~"))));
      for (const node of network.nodes.values()) {
        for (const by of dimensions) if (left.has(`${by}~${keyOf(by, node, network.words)}`)) out.add(node.id);
      }
    }
    drawn?.paint(looks, out);
    const focused = signs.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    signs.replaceChildren(legend(network, [], { cards: true, points: true, look: looks, state: present }, say, filter));
    if (focused) signs.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
    row.show(present, 0, walked);
    const layered = grouped(network, data.clustered_by, out, looks);
    drawn?.name(layered.groups);
    onPaper = () => {
      const look = { look: looks, colouring: present.colour, out, groups: layered.groups };
      return sheet(figure, network, look, say);
    };
    const away = present.hide.filter((id) => network.nodes.has(id)).map((id) => ({ id, name: network.nodes.get(id).name }));
    listed.show({ network, layered, look: looks, hidden: away });
    notes.replaceChildren();
    note(say.mapped(network.nodes.size, network.pairs.length));
    if (data.truncated) note(say.mapCut);
    if (!drawn) note(say.noWebgl);
    if (away.length) note(`${say.hidden(away.length)} `, button("unhide", say, act.unhide));
    const unseen = leftOutElsewhere(present);
    if (unseen) note(`${say.leftOut(unseen)} `, button("takeIn", say, act.takeIn));
    choose(network.nodes.has(chosen) && !out.has(chosen) ? chosen : null);
  }

  function go(state, words) {
    walked.go(state);
    render();
    tell(words);
  }

  function step(by, words) {
    if (!walked.step(by)) return tell(say.noFurther);
    render();
    return tell(words);
  }

  function choose(id, { far = false } = {}) {
    chosen = id;
    toAddress(walked.present, chosen, prefix);
    drawn?.mark(id);
    details.show(id && network.nodes.get(id), network);
    listed.mark(id);
    if (id && far) drawn?.reveal(id);
    if (id) details.offer([button("hide", say, act.hide)]);
  }

  const filter = (key) => go(filtered(walked.present, key), say.did.filter);
  const cycle = (field, values, words) => () => {
    const next = cycled(walked.present, field, values);
    go(next, words[next[field]]);
  };
  const notHere = () => {
    render();
    note(say.notOnMap);
  };
  const act = {
    closer: () => drawn?.zoom(STEP),
    farther: () => drawn?.zoom(1 / STEP),
    fit: () => drawn?.fit(),
    full: () => full(figure),
    save: async () => (drawn ? save(await drawn.picture(), "png") : notHere()),
    saveDrawing: () => save(blobOf(onPaper()), "svg"),
    hide: () => (chosen ? go(hidden(walked.present, chosen), say.did.hide) : tell(say.chooseFirst)),
    unhide: () => go(shown(walked.present), say.did.unhide),
    find: () => row.find.focus(),
    colour: cycle("colour", COLOURS, say.colours),
    size: cycle("size", SIZES, say.sizes),
    undo: () => step(-1, say.did.undo),
    redo: () => step(1, say.did.redo),
    reset: () => go(BEGIN, say.did.reset),
    keys: () => {
      help.open = !help.open;
      if (help.open) help.querySelector("summary").focus();
    },
    takeIn: () => go({ ...walked.present, without: [] }, say.did.filter),
    ...Object.fromEntries(ABSENT.map((name) => [name, notHere])),
  };

  const { details, listed, row, help } = surroundings(say, {
    act,
    found: (wanted) =>
      [...network.nodes.values()]
        .filter((node) => !out.has(node.id) && named(node, wanted))
        .map(({ id }) => id),
    choose,
    go,
    present: () => walked.present,
    sizes: SIZES,
    stage,
    absent: ABSENT,
  });
  const controls = buttons(figure, say, act);
  view.before(controls, row.element);
  view.append(details.element, said);
  figure.append(signs, notes, listed.element, help);
  if (!drawn) {
    for (const one of controls.querySelectorAll("button")) one.hidden = one.dataset.action !== "saveDrawing";
    listed.element.open = true;
  }
  render();
  printed(stage, () => onPaper());
  stage.addEventListener("keydown", (event) => {
    const command = commandOf(event);
    if (command) act[command]();
    else if (PAN[event.key]) drawn?.pan(...PAN[event.key]);
    else if (event.key === "Escape") choose(null);
    else if (/^[1-9]$/.test(event.key)) signs.querySelectorAll(".graph-filter")[event.key - 1]?.click();
    else if (event.key === "Enter") details.element.querySelector("a, button")?.focus();
    else return;
    event.preventDefault();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    drawn?.recolour();
    render();
  });
  return undefined;
}
