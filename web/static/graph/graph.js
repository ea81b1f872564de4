// Draws every `figure[data-graph]` of the page from the JSON inside it or at its `data-source`:
// {nodes: [{id, labels, properties}], edges: [{id, type, source, target, properties}],
//  root: id, highlight: [id, …], words}; `data-lang` is zh or en. With `data-explore` it may ask for
// more, with `data-few` it begins with the first neighbours of its root.
// A whole network, at `data-network`, is drawn as a map.

import { make } from "./dom.js";
import { explorer } from "./explore/explorer.js";
import { pictureOf } from "./source.js";
import { words } from "./words.js";

function note(figure, text) {
  figure.append(make("p", { class: "graph-note", role: "status" }, text));
}

/** Draws one figure; what it cannot draw it says in words. */
async function draw(figure) {
  const say = words(figure.dataset.lang, JSON.parse(figure.dataset.kinds ?? "{}"));
  if ("network" in figure.dataset) {
    const { map } = await import("./map/map.js");
    await map(figure, say);
    return figure.classList.add("graph-drawn");
  }
  const picture = await pictureOf(figure);
  if (!picture.nodes?.length) return note(figure, say.empty);
  await explorer(figure, picture, say);
  return figure.classList.add("graph-drawn");
}

for (const figure of document.querySelectorAll("figure[data-graph]")) {
  draw(figure).catch((fault) => {
    note(figure, words(figure.dataset.lang).broken);
    throw fault;
  });
}
