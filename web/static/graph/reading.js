// From the answer's JSON to what the drawing, the list and the panel all say of it.
// Pure: no document, no cytoscape.

// Relationships that point from what comes later to what comes earlier in the picture: goods flow
// from supplier to buyer, while the picture goes from the buyer out to its suppliers.
const AGAINST = new Set([
  "SUPPLIES", "MAKES", "SERVES", "WORKS_AT", "ESCORTS", "HANDLES", "MEETS", "BROKERED", "CHANGED",
]);
const STUCK = new Set(["closed", "circular", "late"]);
const HORIZON = 365; // days; what is later is never
const PAGES = new Set(["enterprises", "materials", "teams", "requests", "letters"]);
const ROOT = new URL("../../", import.meta.url).pathname; // of the service, also below a prefix

/** Symbols that every Chinese font has; the shapes drawn for the same states resemble them. */
export const SYMBOLS = {
  flowing: "●", short: "▲", later: "■", closed: "×", circular: "◎", late: "◆", unknown: "○",
};

const decimal = (days) => String(Math.round(days * 100) / 100);
/** A day is counted as over only when it is: 3.2 days is the 4th day. */
const wholeDay = (days) => String(Math.ceil(Math.round(days * 100) / 100));

/**
 * Where an enterprise stands: `key` (a key of SYMBOLS), `firm`, and the words for it.
 * What is not firm is never given as a plain day.
 */
export function statusOf(facts, say) {
  let key = "unknown";
  let word = say.unknown;
  if (STUCK.has(facts.stuck)) {
    key = facts.stuck;
    word = say[key];
  } else if (facts.ready_days !== undefined && facts.ready_days !== null) {
    if (facts.in_flow || (facts.runs && facts.ready_days <= 0)) {
      key = "flowing";
      word = say.flowing;
    } else if (facts.runs) {
      key = "short";
      word = say.shortFor(decimal(facts.ready_days));
    } else {
      key = "later";
      word = facts.ready_days <= 0 ? say.readyNow : say.readyOn(wholeDay(facts.ready_days));
    }
  }
  const firm = facts.firm !== false || STUCK.has(key) || key === "unknown";
  return {
    key,
    firm,
    symbol: firm ? SYMBOLS[key] : "?",
    word: firm ? word : say.ifSo(word),
    lines: firm ? [word] : [say.unconfirmed, word],
  };
}

/** The words for codes of places and industries; a code that none is known for stands as it is. */
export function placeOf(facts, words) {
  const code = facts.district && String(facts.district);
  return code ? { code, word: words.district?.[code] ?? code } : null;
}

/** The division of an industry: the first two digits of its code. */
export function industryOf(facts, words) {
  const code = /\d{2}/.exec(facts.industry ?? "")?.[0];
  return code ? { code, word: words.industry?.[code] ?? String(facts.industry) } : null;
}

/** The name in the page's language, else in the other, else the id without its kind. */
export function nameOf(node, language) {
  const { name, name_en: english, title } = node.properties;
  const given = language === "en" ? [english, name] : [name, english];
  return [...given, title, node.id.slice(node.id.indexOf("/") + 1)].find(Boolean);
}

/** Whether a node has a text, in small letters, in its name in either language or in its id. */
export function named({ id, name, facts }, wanted) {
  return [name, facts.name, facts.name_en, id].some((one) => one?.toLowerCase().includes(wanted));
}

/** The address of a node's page, or null where it has none. `language` is kept if the page has it. */
export function pageOf(node, language) {
  const [kind, ...rest] = node.id.includes("/")
    ? node.id.split("/")
    : [node.labels[0] === "Enterprise" ? "enterprises" : "", node.id];
  if (!PAGES.has(kind)) return null;
  // what stands behind a dot is the form: without it the page of x.json would be the data of x
  const form = /\.(json|html)$/.test(node.id) ? ".html" : "";
  const path = `${ROOT}${kind}/${rest.map(encodeURIComponent).join("/")}${form}`;
  return language ? `${path}?lang=${encodeURIComponent(language)}` : path;
}

/** Width in half em: a Chinese character counts two. */
export function breadth(text) {
  let sum = 0;
  for (const character of text) sum += character.codePointAt(0) > 0x2e7f ? 2 : 1.1;
  return sum;
}

/**
 * `text` in at most `most` lines of about equal length, at most `width` half em each; the rest is
 * cut with an ellipsis. Chinese breaks anywhere, Latin words stay whole where they fit.
 */
export function wrap(text, width, most) {
  const whole = breadth(text);
  const wanted = Math.min(most, Math.ceil(whole / width));
  const aim = wanted > 1 ? Math.min(width, whole / wanted + 2) : width;
  const pieces = text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/gu) ?? [];
  const lines = [""];
  for (const piece of pieces) {
    const grown = lines.at(-1) + piece;
    const last = lines.length === wanted;
    if (breadth(grown.trimEnd()) <= (last ? width : aim) || lines.at(-1) === "") {
      lines[lines.length - 1] = grown;
    } else if (!last) {
      lines.push(piece);
    } else {
      lines[lines.length - 1] += "…";
      break;
    }
  }
  return lines.map((line) => {
    if (breadth(line) <= width + 2) return line.trim();
    const kept = [];
    let sum = 1;
    for (const character of line) {
      sum += breadth(character);
      if (sum > width) break;
      kept.push(character);
    }
    return `${kept.join("").trim()}…`;
  });
}

/**
 * Relationships of one kind between the same two, as one line that names all the materials, as
 * `called` by their ids.
 */
function lines(edges, nodes, called, say) {
  const merged = new Map();
  for (const edge of edges) {
    if (!nodes.has(edge.source) || !nodes.has(edge.target)) continue;
    const key = `${edge.type}\n${edge.source}\n${edge.target}`;
    let line = merged.get(key);
    if (!line) {
      // A stub lies where those lie that it stands for.
      const against = AGAINST.has(edge.like ?? edge.type);
      line = { id: key, type: edge.type, against, source: edge.source, target: edge.target, materials: [] };
      merged.set(key, line);
    }
    const facts = edge.properties ?? {};
    const named = called[facts.material] ?? nodes.get(`materials/${facts.material}`)?.name;
    const english = say.language === "en" && facts.material_name_en;
    const material = english || named || facts.material_name || facts.material;
    if (material && !line.materials.includes(material)) line.materials.push(material);
  }
  for (const line of merged.values()) {
    const n = line.materials.length;
    line.caption = n > 2 ? say.more(line.materials[0], n) : line.materials.join(say.and);
    line.from = line.against ? line.target : line.source;
    line.to = line.against ? line.source : line.target;
  }
  // Who waits for whom comes first: it decides how circles are laid out.
  return [...merged.values()].sort((a, b) => (b.type === "WAITS_FOR") - (a.type === "WAITS_FOR"));
}

/** The chain that stands out: as highlighted, else WAITS_FOR from the root on, a circle once round. */
function pathOf(picture, nodes, waits) {
  const given = (picture.highlight ?? []).map(String).filter((id) => nodes.has(id));
  if (given.length > 1) return given;
  const start = given[0] ?? picture.root;
  const path = [];
  const seen = new Set();
  for (let id = start; nodes.has(id) && !seen.has(id); id = waits.get(id)) {
    seen.add(id);
    path.push(id);
  }
  return path.length > 1 ? path : [];
}

/**
 * Whether an enterprise waits for others by its facts, where its own wait is not drawn: it could run
 * within the horizon itself, and is ready later or never. One that is closed has no day of its own.
 */
function waitsUnseen({ ready_days: ready, own_days: own }) {
  if (typeof own !== "number" || own > HORIZON) return false;
  return typeof ready !== "number" || ready > own;
}

/**
 * The picture as read: `nodes` (Map id → {id, kind, name, status, facts, …}), `lines`, `path` (ids),
 * `blocker` (id or null), `root` (id or null), `waits` (Map waiter → line), `words` (of codes), `way` (whether
 * `path` is one that the reader asked for). `picture.stubs`, {id, of, as: [type, out], word}, stand
 * for neighbours of `of` that are not drawn.
 */
export function read(picture, say, language) {
  const nodes = new Map();
  for (const raw of picture.nodes ?? []) {
    const node = { id: String(raw.id), labels: raw.labels ?? [], properties: raw.properties ?? {} };
    const enterprise = node.labels.includes("Enterprise");
    nodes.set(node.id, {
      id: node.id,
      kind: enterprise ? "Enterprise" : (node.labels[0] ?? ""),
      enterprise,
      name: nameOf(node, say.language),
      page: pageOf(node, language),
      status: enterprise ? statusOf(node.properties, say) : null,
      facts: node.properties,
    });
  }
  for (const stub of picture.stubs ?? []) {
    nodes.set(stub.id, { ...stub, kind: "stub", name: stub.word, page: null, status: null, facts: {} });
  }
  const stubs = (picture.stubs ?? []).map(({ id, of, as: [like, out] }) => ({
    id, type: "stub", like, source: out ? of : id, target: out ? id : of,
  }));
  const drawn = lines([...(picture.edges ?? []), ...stubs], nodes, picture.words?.material ?? {}, say);
  const waits = new Map(drawn.filter((l) => l.type === "WAITS_FOR").map((l) => [l.source, l]));
  const next = new Map([...waits].map(([id, line]) => [id, line.target]));
  const root = nodes.has(picture.root) ? picture.root : null;
  const path = pathOf({ ...picture, root }, nodes, next);
  const end = path.at(-1);
  const chain = path.some((id, i) => i > 0 && next.get(path[i - 1]) === id);
  return {
    nodes,
    lines: drawn,
    path,
    root,
    waits,
    words: picture.words ?? {},
    // A circle has no root blocker: its last one waits again. Nor is one whose own wait is not drawn.
    // Nor has a way that the reader chose.
    way: Boolean(picture.way),
    blocker: chain && !picture.way && !next.has(end) && !waitsUnseen(nodes.get(end).facts) ? end : null,
  };
}
