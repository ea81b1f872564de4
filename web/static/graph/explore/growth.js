// What a picture grows by, asked of the service: saved queries, as anybody may ask them.

import { fetched } from "../source.js";

/** Kinds of neighbours: the relationship, and whether it leads out of the one. */
export const TIES = {
  suppliers: ["SUPPLIES", false],
  buyers: ["SUPPLIES", true],
  waits_for: ["WAITS_FOR", true],
  waited_for_by: ["WAITS_FOR", false],
  makes: ["MAKES", true],
  needs: ["NEEDS", true],
  teams: ["SERVES", false],
  requests: ["RAISED", true],
  makers: ["MAKES", false],
  users: ["NEEDS", false],
  serves: ["SERVES", true],
};

const QUERIES = new URL("../../../queries/", import.meta.url).pathname; // also below a prefix
const ABOUT = { materials: "material", teams: "team" };
const AT_ONCE = 500; // ids that `held` takes

/** How a query is told which node is meant; null for a kind of which nothing is asked. */
export function aboutOf(id) {
  const [kind, ...rest] = id.split("/");
  if (!rest.length) return { enterprise: id };
  return ABOUT[kind] ? { [ABOUT[kind]]: rest.join("/") } : null;
}

/** The neighbours of `id` among `lines` by one kind, as a set of ids. */
export function beside(id, tie, lines) {
  const [type, out] = TIES[tie] ?? [];
  const [here, there] = out ? ["source", "target"] : ["target", "source"];
  return new Set(lines.filter((l) => l.type === type && l[here] === id && l[there] !== id).map((l) => l[there]));
}

/** What can be asked, each answer kept: `{ties(id), neighbours(id, tie, limit), between(a, b), held(ids)}`. */
export function growth() {
  const language = new URLSearchParams(location.search).get("lang");
  const kept = new Map();
  const ask = (query, form, given) => {
    const asked = new URLSearchParams({ ...given, ...(language ? { lang: language } : {}) });
    const address = `${QUERIES}${query}.${form}?${asked}`;
    if (!kept.has(address)) {
      const answer = fetched(address);
      answer.catch(() => kept.delete(address));
      kept.set(address, answer);
    }
    return kept.get(address);
  };
  return {
    /** How many neighbours of each kind: Map tie → number. */
    async ties(id) {
      const about = aboutOf(id);
      if (!about) return new Map();
      const { rows } = await ask("ties", "json", about);
      return new Map(rows.map((row) => [row.tie, row.neighbours]));
    },
    neighbours: (id, tie, limit) =>
      ask("neighbours", "picture.json", { ...aboutOf(id), tie, limit }),
    between: (a, b) => ask("between", "picture.json", { enterprise: a, other: b }),
    /** How many others each enterprise holds up: Map id → number. */
    async held(ids) {
      const found = new Map();
      for (let at = 0; at < ids.length; at += AT_ONCE) {
        const some = ids.slice(at, at + AT_ONCE).join(",");
        const { rows } = await ask("held", "json", { enterprises: some });
        for (const row of rows) found.set(row.enterprise, row.held);
      }
      return found;
    },
  };
}

/** Several pictures as one: each node and edge once, words together; the first one's root. */
export function merged(pictures) {
  if (pictures.length === 1) return pictures[0];
  const nodes = new Map();
  const edges = new Map();
  const words = {};
  for (const picture of pictures) {
    for (const node of picture.nodes ?? []) if (!nodes.has(node.id)) nodes.set(node.id, node);
    for (const edge of picture.edges ?? []) if (!edges.has(edge.id)) edges.set(edge.id, edge);
    for (const [name, more] of Object.entries(picture.words ?? {})) Object.assign((words[name] ??= {}), more);
  }
  return { ...pictures[0], nodes: [...nodes.values()], edges: [...edges.values()], words };
}
