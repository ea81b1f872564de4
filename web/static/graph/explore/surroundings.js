// What stands beside a picture or a map and follows its state: the panel of what is chosen, the list,
// the row of controls with the find box, the keys.

import { list } from "../list.js";
import { panel } from "../panel.js";
import { shown } from "./acts.js";
import { bar } from "./bar.js";
import { keyPanel } from "./commands.js";

/**
 * Makes them. `found` gives the ids of what has a text, in small letters, in its name; `present` the
 * state; `go` changes it, `choose` chooses one, `sizes` are what size can tell, `stage` is what has the
 * focus while one explores, `absent` the commands that there are none of here.
 */
export function surroundings(say, { act, found, choose, go, present, sizes, stage, absent }) {
  let place = -1; // of what was found, the one chosen last
  const seek = (text, onward) => {
    if (!text) return "";
    const all = found(text.toLowerCase());
    if (!all.length) return say.notFound;
    place = onward ? (place + 1) % all.length : 0;
    choose(all[place], { far: true, passes: true });
    return say.foundAt(place + 1, all.length);
  };
  return {
    details: panel(say, () => choose(null)),
    listed: list(say, (id) => choose(id, { far: true }), (id) => go(shown(present(), id), say.did.unhide)),
    row: bar(say, sizes, {
      undo: act.undo,
      redo: act.redo,
      seek,
      back: () => stage.focus(),
      set: (part) => go({ ...present(), ...part }, say.did.set),
    }),
    help: keyPanel(say, absent),
  };
}
