// What is known of the chosen one, beside the picture.

import { make, statusLabel } from "./dom.js";
import { industryOf, placeOf } from "./reading.js";

const STEPS = ["surveyed_on", "filed_on", "prevention_on", "resumed_on"];

/** Facts of one node as [name, value] pairs; what is unknown is left out. */
function facts(node, network, say) {
  const { facts: known } = node;
  const rows = [];
  const waits = network.waits.get(node.id);
  const target = waits && network.nodes.get(waits.target);
  if (node.status) rows.push([say.stands, statusLabel(node.status)]);
  if (target) rows.push([say.waitsFor, target.name + (waits.caption && say.of(waits.caption))]);
  if (node.enterprise) {
    if (typeof known.own_days === "number" && !known.runs) {
      rows.push([say.alone, say.aloneOn(String(Math.ceil(known.own_days)))]);
    }
    if (typeof known.output_rate === "number") {
      rows.push([say.output, `${Math.round(known.output_rate * 100)}%`]);
    }
    const known_steps = STEPS.filter((step) => step in known && known[step]);
    if (known_steps.length) {
      const steps = STEPS.map((step) =>
        make("span", { class: "graph-step" }, `${known[step] ? "✓" : "–"} ${say[step]}`),
      );
      rows.push([say.steps, make("span", {}, ...steps)]);
    }
    if (known.closed_on) rows.push([say.closed_on, String(known.closed_on)]);
    const kind = known.anchor ? say.anchor : known.above_scale ? say.above_scale : null;
    if (kind) rows.push([say.scale, kind]);
    const [place, industry] = [placeOf(known, network.words), industryOf(known, network.words)];
    if (place) rows.push([say.district, place.word]);
    if (industry) rows.push([say.industry, industry.word]);
    if (known.headcount) rows.push([say.headcount, known.headcount.toLocaleString("en")]);
    const ties = network.lines.filter((line) => line.type === "SUPPLIES");
    const suppliers = ties.filter((line) => line.target === node.id).length;
    const buyers = ties.filter((line) => line.source === node.id).length;
    if (suppliers) rows.push([say.suppliers, String(suppliers)]);
    if (buyers) rows.push([say.buyers, String(buyers)]);
  } else {
    rows.push([say.scale, say.kind(node.kind)]);
  }
  return rows;
}

/**
 * The panel: `{element, show(node or null, network), offer(buttons)}`; `close` is called by its
 * button, `offer` puts what can be done with the chosen one beside what is known of it.
 */
export function panel(say, close) {
  const element = make("section", { class: "graph-panel", "aria-live": "polite", hidden: "" });
  const offered = make("p", { class: "graph-offers" });
  return {
    element,
    show(node, network) {
      element.hidden = !node;
      offered.replaceChildren();
      if (!node) return element.replaceChildren();
      const shut = make("button", { type: "button", "aria-label": say.close, title: say.close }, "×");
      shut.addEventListener("click", close);
      const rows = facts(node, network, say).map(([name, value]) =>
        make("div", {}, make("dt", {}, name), make("dd", {}, value)),
      );
      return element.replaceChildren(
        make("header", {}, make("h4", {}, node.name), shut),
        ...[node.id === network.blocker ? make("strong", { class: "graph-flag" }, say.blocker) : null].filter(Boolean),
        make("dl", {}, ...rows),
        offered,
        ...(node.page ? [make("a", { href: node.page }, `${say.open} →`)] : []),
      );
    },
    offer(buttons) {
      offered.replaceChildren(...buttons);
    },
  };
}
