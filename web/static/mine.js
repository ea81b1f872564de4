// Favourites and recent answers, kept in this browser as addresses. How these are called, in either
// language, the service tells each time: things may be renamed meanwhile.

const KEY = "tongbu-mine";
const MOST = { favourites: 50, recent: 20 };
const FEW = 5;
const LONGEST = 2000; // characters of an address that the service takes
const ENGLISH = document.documentElement.lang === "en";
const say = (en, zh) => (ENGLISH ? en : zh);

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY)) ?? {};
    const told = (list) => (list ?? []).filter((address) => address.length <= LONGEST);
    return { favourites: told(kept.favourites), recent: told(kept.recent) };
  } catch {
    return { favourites: [], recent: [] };
  }
}

function write(kept) {
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // a full or forbidden store: the page works without
  }
}

/** This page's address, whatever its language. */
function here() {
  const asked = new URLSearchParams(location.search);
  asked.delete("lang");
  const text = asked.toString().replaceAll("%2C", ",");
  return location.pathname + (text && `?${text}`);
}

const first = (list, address, most) =>
  [address, ...list.filter((one) => one !== address)].slice(0, most);

function seen() {
  const kept = read();
  write({ ...kept, recent: first(kept.recent, here(), MOST.recent) });
}

/** A button that keeps this page among the favourites, or takes it out. */
function star() {
  const place = document.querySelector("[data-keep]");
  if (!place || place.querySelector(".star") || here().length > LONGEST) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "star";
  const show = () => {
    const on = read().favourites.includes(here());
    button.setAttribute("aria-pressed", on);
    button.textContent = on ? `★ ${say("Favourite", "已收藏")}` : `☆ ${say("Favourite", "收藏")}`;
  };
  button.addEventListener("click", () => {
    const { favourites, recent } = read();
    const without = favourites.filter((one) => one !== here());
    const added = without.length === favourites.length;
    const kept = added ? first(favourites, here(), MOST.favourites) : without;
    write({ favourites: kept, recent });
    show();
  });
  show();
  place.append(button);
}

async function called(addresses, source) {
  if (!addresses.length) return [];
  const [path, asked] = source.split("?");
  const query = new URLSearchParams(asked);
  for (const address of addresses) query.append("answer", address);
  const response = await fetch(`${path}?${query}`);
  if (!response.ok) throw new Error(response.statusText);
  return (await response.json()).answers;
}

function link(one) {
  const to = document.createElement(one.refused ? "span" : "a");
  if (one.href) to.href = one.href;
  to.textContent = one.title ?? one.answer;
  const of = document.createElement("small");
  const told = (one.scope ?? []).map(({ value }) => value);
  if (one.as_of) told.push(say(`as of ${one.as_of}`, `数据时点 ${one.as_of}`));
  of.textContent = one.refused ?? told.join(say(", ", "，"));
  return [to, " ", of];
}

function small(text, name, act) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = text;
  button.setAttribute("aria-label", name);
  button.addEventListener("click", act);
  return button;
}

/** Where the list of favourites changes: `at` is moved by `by`, or taken out where that is 0. */
function moved(list, at, by) {
  const changed = [...list];
  const [one] = changed.splice(at, 1);
  if (by) changed.splice(at + by, 0, one);
  return changed;
}

function line(one, at, name, ticks, again) {
  const item = document.createElement("li");
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.name = "answer";
  box.value = one.answer;
  box.checked = !one.refused && (ticks.get(`${name} ${one.answer}`) ?? name === "favourites");
  box.disabled = Boolean(one.refused);
  const what = one.title ?? one.answer;
  box.setAttribute("aria-label", say(`Into the report: ${what}`, `列入材料：${what}`));
  label.append(box);
  item.append(label, ...link(one));
  const act = (by) => () => {
    const kept = read();
    write({ ...kept, [name]: moved(kept[name], at, by) });
    again(name, by ? at + by : Math.max(0, at - 1));
  };
  if (name === "favourites" && at) item.append(small("↑", say(`Earlier: ${what}`, `上移：${what}`), act(-1)));
  item.append(small("✕", say(`Take out: ${what}`, `移除：${what}`), act(0)));
  return item;
}

/** The page of both lists. */
async function all(form) {
  form.hidden = false;
  const again = async (name, at) => {
    await fill();
    const items = form.querySelectorAll(`[data-list=${name}] li`);
    items[Math.min(at ?? 0, items.length - 1)]?.querySelector("a, input")?.focus();
  };
  const ticks = new Map(); // by list and address: lists are filled anew where they change
  const fill = async () => {
    const kept = read();
    for (const box of form.querySelectorAll("[name=answer]")) {
      ticks.set(`${box.closest("[data-list]").dataset.list} ${box.value}`, box.checked);
    }
    for (const name of Object.keys(MOST)) {
      const list = form.querySelector(`[data-list=${name}]`);
      const told = await called(kept[name], form.dataset.titles);
      list.replaceChildren(...told.map((one, at) => line(one, at, name, ticks, again)));
      form.querySelector(`[data-empty=${name}]`).hidden = told.length > 0;
    }
  };
  const clear = small(say("Forget what was looked at", "清除最近查看"), say("Forget what was looked at", "清除最近查看"), () => {
    write({ ...read(), recent: [] });
    fill();
  });
  form.querySelector("[data-clear]").append(clear);
  await fill();
}

/** The first few of both, where there are any. */
async function few(section) {
  const { favourites, recent } = read();
  const newer = recent.filter((one) => !favourites.includes(one));
  const shown = { favourites: favourites.slice(0, FEW), recent: newer.slice(0, FEW) };
  for (const [name, addresses] of Object.entries(shown)) {
    const told = (await called(addresses, section.dataset.titles)).filter((one) => !one.refused);
    const list = section.querySelector(`[data-list=${name}]`);
    list.replaceChildren(...told.map((one) => {
      const item = document.createElement("li");
      item.append(...link(one));
      return item;
    }));
    list.closest("div").hidden = !told.length;
    if (told.length) section.hidden = false;
  }
}

/** All that a page has of it. */
export function mine() {
  if (document.querySelector("[data-keep]")) {
    star();
    seen();
    addEventListener("parts", star); // filtered or sorted, the table has another address
  }
  const form = document.querySelector("[data-mine=all]");
  if (form) all(form);
  const section = document.querySelector("[data-mine=few]");
  if (section) few(section);
}
