// Every command of a picture, the key of each, and the panel that tells them.

import { make } from "../dom.js";

/** By name: the key, as `KeyboardEvent.key` has it. They work while the picture has the focus. */
export const KEYS = {
  expand: "e",
  fold: "c",
  hide: "h",
  unhide: "u",
  pin: "p",
  way: "b",
  find: "/",
  colour: "k",
  size: "s",
  tiers: "t",
  undo: "z",
  redo: "y",
  closer: "+",
  farther: "-",
  fit: "0",
  full: "x",
  save: "g",
  saveDrawing: "v",
  reset: "r",
  keys: "?",
};

const NAMES = Object.fromEntries(Object.entries(KEYS).map(([name, key]) => [key, name]));

/** The command of a key event; null for none. Ctrl+Z and Ctrl+Y, or ⌘, undo and redo as elsewhere. */
export function commandOf(event) {
  if (event.altKey) return null;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (event.ctrlKey || event.metaKey) {
    if (key === "z") return event.shiftKey ? "redo" : "undo";
    return key === "y" ? "redo" : null;
  }
  return NAMES[key === "=" ? "+" : key] ?? null;
}

/** A button for a command; `sign` stands in for its words where there is little room. */
export function button(name, say, act, sign = "") {
  const words = say[name];
  const told = KEYS[name] ? `${words} (${KEYS[name].toUpperCase()})` : words;
  const made = make("button", { type: "button", "data-action": name, title: told, "aria-keyshortcuts": KEYS[name] ?? null });
  if (sign) {
    made.append(
      make("span", { "aria-hidden": "true" }, sign),
      make("span", { class: "graph-unseen" }, words),
    );
  } else made.append(words);
  made.addEventListener("click", act);
  return made;
}

/** All keys, in words. */
/** The panel of the keys; `absent` are the commands that there are none of here. */
export function keyPanel(say, absent = []) {
  const row = (key, words) => make("div", {}, make("dt", {}, make("kbd", {}, key)), make("dd", {}, words));
  return make(
    "details",
    { class: "graph-keys" },
    make("summary", {}, say.keys),
    make("p", {}, say.keysWork),
    make(
      "dl",
      {},
      row("← → ↑ ↓", say.arrows),
      row("Enter", say.enter),
      row("Esc", say.escape),
      row("1–9", say.digits),
      ...Object.entries(KEYS)
        .filter(([name]) => !absent.includes(name))
        .map(([name, key]) => row(key.toUpperCase(), say[name])),
    ),
  );
}
