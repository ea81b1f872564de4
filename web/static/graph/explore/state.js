// What the reader made of a picture: an immutable state, its address, and the way back. Pure but for
// the last three, which read and write the part of the address behind #.

import { TIES } from "./growth.js";
import { COLOURS, SIZES } from "./look.js";

const ANY = /^#?graph\d*\./;

/** How a picture is first shown. */
export const BEGIN = Object.freeze({
  more: {}, // "id~tie" → how many neighbours of that kind are shown
  fold: [], // ids whose branches are folded away
  hide: [], // ids
  pin: {}, // id → [x, y], in the drawing's own pixels
  without: [], // "dimension~key": who is left out
  tiers: null, // how far from the root
  path: [], // two ids
  colour: "readiness",
  size: "same",
});

const ids = (text) => text.split(",").filter(Boolean);

/** What stands before the names of a figure's state in the address: each of a page has its own. */
export function prefixOf(figure) {
  const place = [...document.querySelectorAll("figure[data-graph]")].indexOf(figure);
  return place > 0 ? `graph${place + 1}.` : "graph.";
}

/** The state in the address's text behind #, and who is chosen: `{state, chosen}`. */
export function parsed(text, prefix) {
  const given = new URLSearchParams(text.replace(/^#/, ""));
  const of = (name) => given.get(prefix + name) ?? "";
  const pairs = ids(of("more")).map((one) => one.split("~"));
  const pins = ids(of("pin")).map((one) => one.split("~"));
  const tiers = Number(of("tiers"));
  const path = ids(of("path"));
  return {
    state: {
      more: Object.fromEntries(
        pairs
          .filter(([id, tie, count]) => id && tie in TIES && Number(count) > 0)
          .map(([id, tie, count]) => [`${id}~${tie}`, Math.min(1000, Math.floor(Number(count)))]),
      ),
      fold: ids(of("fold")),
      hide: ids(of("hide")),
      pin: Object.fromEntries(
        pins
          .map(([id, x, y]) => [id, [Number(x), Number(y)]])
          .filter(([id, spot]) => id && spot.every(Number.isFinite)),
      ),
      without: ids(of("without")).filter((one) => one.includes("~")),
      tiers: Number.isInteger(tiers) && tiers > 0 ? tiers : null,
      path: path.length === 2 ? path : [],
      colour: COLOURS.includes(of("colour")) ? of("colour") : BEGIN.colour,
      size: SIZES.includes(of("size")) ? of("size") : BEGIN.size,
    },
    chosen: of("at") || null,
  };
}

/** The text behind # for a state; empty for the first one. */
export function written(state, chosen, prefix) {
  const parts = {
    more: Object.entries(state.more).map(([key, count]) => `${key}~${count}`),
    fold: state.fold,
    hide: state.hide,
    pin: Object.entries(state.pin).map(([id, [x, y]]) => `${id}~${Math.round(x)}~${Math.round(y)}`),
    without: state.without,
    tiers: state.tiers ? [state.tiers] : [],
    path: state.path,
    colour: state.colour === BEGIN.colour ? [] : [state.colour],
    size: state.size === BEGIN.size ? [] : [state.size],
    at: chosen ? [chosen] : [],
  };
  return Object.entries(parts)
    .filter(([, values]) => values.length)
    .map(([name, values]) => `${prefix}${name}=${values.map(encodeURIComponent).join(",")}`)
    .join("&");
}

/** The states of a picture, the present one among them: what undo and redo walk along. */
export function walk(first) {
  const states = [first];
  let at = 0;
  return {
    get present() {
      return states[at];
    },
    get undone() {
      return at < states.length - 1;
    },
    get changed() {
      return at > 0;
    },
    /** Makes a state the present one; what was undone is forgotten. */
    go(state) {
      states.splice(at + 1, Infinity, state);
      at += 1;
    },
    /** One step back (-1) or on (1); false where there is none. */
    step(by) {
      if (at + by < 0 || at + by >= states.length) return false;
      at += by;
      return true;
    },
  };
}

/** Whether the part of the address behind # tells how a picture is looked at: an anchor does not. */
export const tells = (hash) => hash.split("&").some((part) => ANY.test(part));

/** Reads the state from the address. */
export function fromAddress(prefix) {
  return parsed(tells(location.hash) ? location.hash : "", prefix);
}

/** Puts the state into the address, and into the link to the page in the other language. */
export function toAddress(state, chosen, prefix) {
  const parts = location.hash.slice(1).split("&");
  const others = parts.filter((part) => ANY.test(part) && !part.startsWith(prefix));
  const text = [...others, written(state, chosen, prefix)].filter(Boolean).join("&");
  if (!text && !tells(location.hash)) return;
  history.replaceState(history.state, "", text ? `#${text}` : location.pathname + location.search);
  const other = document.querySelector("a.tongue");
  if (other) other.hash = text;
}
