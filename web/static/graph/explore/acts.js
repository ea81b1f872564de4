// What each command does to the state of a picture. Pure: from a state to the next one.

import { FEW } from "./visible.js";

const without = (all, one) => all.filter((other) => other !== one);
const toggled = (all, one) => (all.includes(one) ? without(all, one) : [...all, one]);

/** The next few neighbours of one kind, all of them with `all`, or again the first ones. */
export function grown(state, id, tie, shown, all = null) {
  const key = `${id}~${tie}`;
  const count = all ?? Math.max(shown, state.more[key] ?? 0) + FEW;
  return { ...state, fold: without(state.fold, id), more: { ...state.more, [key]: Math.min(1000, count) } };
}

/** Folds one: what it grew is taken back, and what hangs on it is put away; or shows it again. */
export function folded(state, id) {
  const more = Object.entries(state.more).filter(([key]) => !key.startsWith(`${id}~`));
  return { ...state, more: Object.fromEntries(more), fold: toggled(state.fold, id) };
}

export const hidden = (state, id) => ({ ...state, hide: [...without(state.hide, id), id] });

/** Shows one of the hidden again; all of them without an id. */
export const shown = (state, id = null) => ({ ...state, hide: id === null ? [] : without(state.hide, id) });

/** Pins one to where it is, or lets it go. */
export function pinned(state, id, spot) {
  const { [id]: before, ...rest } = state.pin;
  return { ...state, pin: before && !spot.moved ? rest : { ...rest, [id]: [spot.x, spot.y] } };
}

/** Leaves a group out, or takes it in again. */
export const filtered = (state, key) => ({ ...state, without: toggled(state.without, `${state.colour}~${key}`) });

/** The next one of `values` in a field of the state. */
export function cycled(state, field, values) {
  return { ...state, [field]: values[(values.indexOf(state[field]) + 1) % values.length] };
}
