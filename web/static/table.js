// Tables to work in: filters, order and columns without leaving the page, rows as one scrolls.
// All of it stands in the address and comes from the server, so that without this script the same
// links and forms do the same.

const ONLY = { headers: { "Table-Only": "1" } }; // the drawing is here already
const KEEP = 1; // windows kept in the page before and after what is seen
const AGAIN = 2000; // milliseconds until rows that did not come are asked for again
const AHEAD = 600; // pixels before the end of the rows at which more are fetched

const fetched = async (address, signal) => {
  const response = await fetch(address, { ...ONLY, signal });
  return new DOMParser().parseFromString(await response.text(), "text/html");
};

const parts = (page) => [...page.querySelectorAll("[data-part]")];

let under = new AbortController();

const asked = () => location.pathname + location.search;
let here = asked();

/** Shows the table of another address in place of this one; false where it is no such page. */
async function show(address) {
  under.abort();
  under = new AbortController();
  const { signal } = under;
  const before = new Map([...document.querySelectorAll("[data-part] input")].map((one) => [one.id, one.value]));
  for (const part of parts(document)) part.dataset.waiting = "";
  let page;
  try {
    page = await fetched(address, signal);
  } catch (error) {
    if (error.name !== "AbortError") location.href = address;
    return;
  }
  if (signal.aborted) return;
  if (!page.getElementById("table")) {
    location.href = address; // a refusal, or the token is asked for: as a page of its own
    return;
  }
  const { id: focused, value: typed } = document.activeElement ?? {};
  const open = new Map([...document.querySelectorAll("[data-part] details")].map((one) => [one.id, one.open]));
  for (const part of parts(document)) {
    const there = page.getElementById(part.id);
    if (there) part.replaceWith(document.adoptNode(there));
    else part.replaceChildren();
  }
  for (const [id, was] of open) if (document.getElementById(id)) document.getElementById(id).open = was;
  const field = document.getElementById(focused);
  field?.focus({ preventScroll: true });
  // what was typed while the rows came
  if (field?.type === "text" && before.has(focused) && before.get(focused) !== typed) field.value = typed;
  const tongue = document.querySelector(".tongue");
  tongue.href = page.querySelector(".tongue").href;
  tongue.hash = location.hash; // how the picture is looked at
  dispatchEvent(new Event("parts"));
  live();
}

const go = (address) => {
  const to = new URL(address, location.href);
  to.hash = location.hash;
  if (to.href === location.href) return undefined;
  history.pushState({}, "", to);
  here = asked();
  return show(address);
};

/** The address that a form would lead to; what is left empty need not stand in it. */
function sent(form) {
  const address = new URL(form.getAttribute("action"), location.href); // a field may be named action
  address.search = "";
  const columns = form.querySelectorAll("[name='table.columns']");
  const all = columns.length && [...columns].every((one) => one.checked);
  for (const [name, value] of new FormData(form)) {
    if (value !== "" && !(all && name === "table.columns")) address.searchParams.append(name, value);
  }
  return address.href;
}

function steer() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-part] :is(.look > a, .chips a, .pager a, thead a)");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (link.id === "look-paper") return;
    event.preventDefault();
    go(link.href);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-look]")) return;
    event.preventDefault();
    go(sent(event.target));
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-look]");
    if (form) go(sent(form));
  });
  addEventListener("beforeprint", onPaper);
  addEventListener("popstate", () => {
    if (here === asked()) return; // only the part behind # is another
    here = asked();
    show(location.href);
  });
  document.addEventListener("click", copied);
}

/** Puts the text behind a link into the clipboard; where that may not be, the link is followed. */
async function copied(event) {
  const link = event.target.closest("a[data-copied]");
  if (!link || !navigator.clipboard?.write || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const text = fetch(link.href).then(async (response) => new Blob([await response.text()], { type: "text/plain" }));
  try {
    await navigator.clipboard.write([new ClipboardItem({ "text/plain": text })]);
    link.textContent = link.dataset.copied;
  } catch {
    location.href = link.href;
  }
}

/** Rows come and go with what is seen: windows near it are in the page, gaps stand for the rest. */
function live() {
  const table = document.querySelector("#table table[data-rows]");
  const size = Number(table?.dataset.window);
  const rows = Number(table?.dataset.rows);
  if (!table || rows <= table.tBodies[0].rows.length) return;
  const box = table.parentElement;
  box.classList.add("live");
  const heights = new Map(); // of windows that were in the page, by the number of their first row
  const windows = new Map([[table.tBodies[0].dataset.from, table.tBodies[0]]].map(([from, body]) => [Number(from), body]));
  const origin = [...windows.keys()][0];
  const first = ((origin - 1) % size) + 1;
  const last = first + Math.floor((rows - first) / size) * size;
  const gaps = [];
  fixed(table);
  const coming = new Set();
  const measure = () => {
    for (const [from, body] of windows) heights.set(from, body.offsetHeight);
  };
  const mean = () => {
    const full = [...heights].filter(([from]) => from < last || first === last).map(([, height]) => height);
    return (full.length ? full.reduce((a, b) => a + b) / full.length : [...heights.values()][0]) || size * 40;
  };
  const space = (from, to) => {
    const height = mean();
    let all = 0;
    for (let at = from; at < to; at += size) all += heights.get(at) ?? height;
    return all;
  };
  const before = (next, body) => table.insertBefore(body, next ?? table.tFoot);
  /** Gaps of the right heights wherever rows are not in the page. Measures nothing: half done it
      would be laid out, and the browser scroll. */
  const spread = () => {
    const missing = [];
    let row = first;
    for (const from of [...windows.keys(), last + size].sort((a, b) => a - b)) {
      if (from > row) missing.push([from, space(row, from)]);
      row = from + size;
    }
    for (const one of gaps.splice(missing.length)) one.remove();
    while (gaps.length < missing.length) gaps.push(gap(table));
    missing.forEach(([from, height], at) => {
      gaps[at].firstChild.firstChild.style.height = `${height}px`;
      const next = windows.get(from) ?? table.tFoot;
      if (!gaps[at].parentNode || gaps[at].nextElementSibling !== next) before(next, gaps[at]);
    });
  };
  /** The windows that are seen, or nearly: the number of the first row of the first and the last. */
  const seen = () => {
    const view = box.getBoundingClientRect();
    const from = Math.max(view.top, 0) - AHEAD;
    const to = Math.min(view.bottom, innerHeight) + AHEAD;
    let at = table.tBodies[0].getBoundingClientRect().top;
    const height = mean();
    let [one, other] = [null, null];
    for (let row = first; row <= last; row += size) {
      const end = at + (heights.get(row) ?? height);
      if (end >= from && at <= to) {
        one ??= row;
        other = row;
      }
      at = end;
    }
    return [one ?? first, other ?? one ?? first];
  };
  const wanted = async (row) => {
    if (coming.has(row)) return;
    coming.add(row);
    const address = new URL(location.href);
    address.searchParams.set("table.from", row);
    const page = await fetched(address, under.signal).catch(() => null);
    coming.delete(row);
    if (!table.isConnected) return;
    const body = page?.querySelector("#table tbody[data-from]");
    if (!body || Number(body.dataset.from) !== row) {
      setTimeout(soon, AGAIN); // the network, or the service, was away
      return;
    }
    const [one, other] = seen();
    if (row < one - KEEP * size || row > other + KEEP * size) soon(); // one has scrolled on: what is seen now?
    else place(row, document.adoptNode(body));
  };
  const place = (row, body) => {
    const after = [...windows.keys()].filter((from) => from > row).sort((a, b) => a - b)[0];
    before(windows.get(after), body);
    windows.set(row, body);
    spread();
    look();
  };
  const drop = (from) => {
    const body = windows.get(from);
    if (windows.size === 1 || body.contains(document.activeElement)) return; // the focus stays
    windows.delete(from);
    body.remove();
  };
  const look = () => {
    if (!table.isConnected) return;
    measure();
    const [one, other] = seen();
    for (const from of [...windows.keys()]) {
      if (from < one - KEEP * size || from > other + KEEP * size) drop(from);
    }
    spread();
    for (let row = one; row <= other; row += size) if (!windows.has(row)) wanted(row);
  };
  let waiting = 0;
  const soon = () => {
    waiting ||= requestAnimationFrame(() => {
      waiting = 0;
      look();
    });
  };
  box.addEventListener("scroll", soon, { passive: true });
  addEventListener("scroll", soon, { passive: true, signal: under.signal });
  measure();
  spread();
  soon();
}

/** All rows that pass, up to what paper takes, for as long as it is printed. Printing waits for no
    promise, hence the old way to ask. */
function onPaper() {
  const table = document.querySelector("#table .live table");
  if (!table) return;
  const address = new URL(location.href);
  address.searchParams.delete("table.from");
  address.searchParams.set("table.size", table.dataset.most);
  const request = new XMLHttpRequest();
  request.open("GET", address, false);
  request.setRequestHeader("Table-Only", "1");
  request.send();
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const there = page.getElementById("table");
  if (!there) return;
  document.getElementById("table").replaceWith(document.adoptNode(there));
  addEventListener("afterprint", () => show(location.href), { once: true });
}

/** What stands for rows that are not in the page. */
function gap(table) {
  const body = document.createElement("tbody");
  body.className = "gap";
  body.setAttribute("aria-hidden", "true");
  const cell = body.insertRow().insertCell();
  cell.colSpan = table.tHead.rows[0].cells.length;
  return body;
}

/** Columns keep their widths while rows come and go. */
function fixed(table) {
  if (getComputedStyle(table).display !== "table") return; // cards
  const heads = [...table.tHead.rows[0].cells];
  const widths = heads.map((head) => head.offsetWidth);
  heads.forEach((head, at) => (head.style.width = `${widths[at]}px`));
  table.style.width = `${widths.reduce((a, b) => a + b)}px`;
  table.style.tableLayout = "fixed";
}

if (document.getElementById("table")) {
  steer();
  live();
}
