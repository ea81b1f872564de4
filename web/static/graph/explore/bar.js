// Find, colour, size, tiers, undo and redo: the row above a picture.

import { make } from "../dom.js";
import { button } from "./commands.js";
import { COLOURS } from "./look.js";

let made = 0;

function choice(name, say, values, act) {
  made += 1;
  const id = `graph-choice-${made}`;
  const select = make("select", { id, "data-choice": name });
  const fill = (wanted) => {
    select.replaceChildren(...wanted.map(([value, word]) => make("option", { value }, word)));
  };
  fill(values);
  select.addEventListener("change", () => act(select.value));
  return { element: make("span", {}, make("label", { for: id }, say[name]), select), select, fill };
}

/**
 * The row: `{element, show(state, deepest, way), find}`; `sizes` can be chosen; `act` has what happens: `undo()`, `redo()`,
 * `set({colour | size | tiers})`, `seek(text, onward)` which gives words of what was found.
 */
export function bar(say, sizes, act) {
  const undo = button("undo", say, act.undo, "↶");
  const redo = button("redo", say, act.redo, "↷");
  const named = (names, words) => names.map((name) => [name, words[name]]);
  const colour = choice("colour", say, named(COLOURS, say.colours), (value) => act.set({ colour: value }));
  const size = choice("size", say, named(sizes, say.sizes), (value) => act.set({ size: value }));
  const tiers = choice("tiers", say, [], (value) => act.set({ tiers: Number(value) || null }));
  made += 1;
  const find = make("input", { type: "search", id: `graph-find-${made}`, autocomplete: "off", maxlength: "100" });
  const found = make("span", { class: "graph-found", role: "status" });
  const seek = (onward) => (found.textContent = act.seek(find.value.trim(), onward));
  find.addEventListener("input", () => seek(false));
  find.addEventListener("keydown", (event) => {
    if (event.key === "Enter") seek(true);
    else if (event.key === "Escape") {
      find.value = "";
      seek(false);
      act.back();
    } else return;
    event.preventDefault();
  });
  const element = make(
    "div",
    { class: "graph-bar", role: "group", "aria-label": say.explore },
    make("span", {}, make("label", { for: find.id }, say.find), find, found),
    colour.element,
    size.element,
    tiers.element,
    make("span", {}, undo, redo),
  );
  return {
    element,
    find,
    show(state, deepest, walked) {
      colour.select.value = state.colour;
      size.select.value = state.size;
      tiers.element.hidden = deepest < 2;
      const all = Array.from({ length: Math.min(deepest, 12) }, (_, n) => [n + 1, say.within(n + 1)]);
      tiers.fill([["", say.allTiers], ...all]);
      tiers.select.value = state.tiers ?? "";
      undo.disabled = !walked.changed;
      redo.disabled = !walked.undone;
    },
  };
}
