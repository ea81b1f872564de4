// Entries made without a network: kept on this device, and sent once when there is one again. So is
// one that was sent until its answer came: a page to sign in, or a refusal, holds none of its fields.
// An entry carries the id of its change, so that what arrived though no answer came counts once.

const KEY = "tongbu-outbox";
const ENGLISH = document.documentElement.lang === "en";
const say = (en, zh) => (ENGLISH ? en : zh);
const SECONDS = 20;
const PLACE = "entry-"; // before the id of an entry, behind # in the address of the form it goes into
const HEALTH = new URL("../health", import.meta.url); // also below a prefix

const told = (name) => document.querySelector(`meta[name=${name}]`)?.content ?? "";

const every = () => JSON.parse(localStorage.getItem(KEY) ?? "[]");

// Several people may sign in with one browser: nobody sends, or sees, what another entered.
const own = (entry) => (entry.by ?? told("caller")) === told("caller");
const read = () => every().filter(own);

function store(mine) {
  const entries = [...every().filter((entry) => !own(entry)), ...mine];
  if (entries.length) localStorage.setItem(KEY, JSON.stringify(entries));
  else localStorage.removeItem(KEY);
}

function keep(mine) {
  store(mine);
  show();
}

/** Whether the service answers now. */
async function reachable() {
  if (!navigator.onLine) return false;
  try {
    const signal = AbortSignal.timeout(5000);
    return (await fetch(HEALTH, { cache: "no-store", signal })).ok;
  } catch {
    return false;
  }
}

/** Sends one entry; gives nothing once it counts, else why it was refused. */
async function send(entry) {
  const body = new URLSearchParams(entry.fields);
  const headers = { "Idempotency-Key": entry.change, "X-CSRF-Token": told("csrf") };
  const answer = await fetch(`${entry.action}.json${ENGLISH ? "?lang=en" : ""}`, {
    method: "POST", body, headers,
  });
  if (answer.ok) return "";
  const problem = await answer.json();
  if (problem.type === "urn:tongbu:already-accepted") return "";
  // signed in no more: it is sent from a page of the next session
  const away = answer.status === 401 || problem.type === "urn:tongbu:form-expired";
  if (away || answer.status >= 500 || answer.status === 429) throw new Error(problem.title);
  const why = (problem.errors ?? []).map((one) => one.detail).join("; ");
  return why || problem.detail;
}

let sending = false;

/** Sends what waits, the oldest first; what is refused stays, with the reason. */
async function flush() {
  if (sending || !read().some((entry) => !entry.refused)) return;
  sending = true;
  try {
    if (!(await reachable())) return;
    for (const entry of read().filter((one) => !one.refused)) {
      const refused = await send(entry);
      const others = read().filter((one) => one.change !== entry.change);
      keep(refused ? [...others, { ...entry, refused }] : others);
      if (!refused) tell(say(`Sent: ${entry.title}`, `已发送：${entry.title}`));
    }
  } catch {
    // the network went again, or the service is busy: what waits is tried later
  } finally {
    sending = false;
  }
}

/** What was sent last, beside what still waits. */
function tell(text) {
  const box = document.getElementById("outbox");
  const line = document.createElement("p");
  line.textContent = text;
  box.append(line);
  box.hidden = false;
}

function show() {
  const box = document.getElementById("outbox");
  const entries = read();
  box.replaceChildren(...entries.map((entry) => {
    const line = document.createElement("p");
    line.textContent = entry.refused
      ? say(`Not accepted: ${entry.title}: ${entry.refused}`, `未登记：${entry.title}：${entry.refused}`)
      : say(`Waits for the network: ${entry.title}`, `待联网后发送：${entry.title}`);
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = say("Discard", "删除");
    button.addEventListener("click", () => {
      keep(read().filter((one) => one.change !== entry.change));
    });
    line.append(" ");
    if (entry.refused) {
      const link = document.createElement("a");
      link.href = `${entry.action}${ENGLISH ? "?lang=en" : ""}#${PLACE}${entry.change}`;
      link.textContent = say("Correct it", "修改");
      // on the form's own page only the part behind # is another
      link.addEventListener("click", () => setTimeout(corrects));
      line.append(link, " ");
    }
    line.append(button);
    return line;
  }));
  box.hidden = !entries.length;
}

/** Puts the refused entry that the address tells of back into its form, to be corrected. What was
    entered stands in no address. */
function corrects() {
  const entry = read().find((one) => location.hash === `#${PLACE}${one.change}`);
  const form = entry && document.querySelector("form[method=post][data-title]");
  if (!form || form.getAttribute("action").split("?")[0] !== entry.action) return;
  form.elements.change.value = entry.change;
  for (const [name, value] of entry.fields) {
    const named = form.elements[name];
    const field = named?.type === "hidden" ? named.parentNode.querySelector("input:not([type=hidden])") : named;
    if (!field) continue;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** An action's form: without a network its entry is kept, and the form is ready for the next. */
export function keepsWithoutNetwork(form) {
  corrects();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = [...new FormData(form)].filter(([name, value]) => value !== "");
    const change = form.elements.change;
    const entry = {
      by: told("caller"),
      action: form.getAttribute("action").split("?")[0],
      title: form.dataset.title,
      change: change.value,
      fields: fields.filter(([name]) => !["change", "seen", "lang", "csrf"].includes(name)),
    };
    const others = read().filter((one) => one.change !== change.value);
    if (await reachable()) {
      // one to be corrected stays as that until it is accepted
      const known = read().find((one) => one.change === change.value && !one.sent);
      const unanswered = { sent: true, refused: say("no answer to it came", "未得到答复") };
      store([...others, { ...entry, ...(known ? { refused: known.refused } : unanswered) }]);
      form.submit();
      return;
    }
    keep([...others, entry]);
    form.reset();
    change.value = crypto.randomUUID?.().replaceAll("-", "")
      ?? [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
  });
}

// what is accepted need not be kept any more, nor what was sent and stands in its form again
const accepted = document.querySelector("[data-accepted]")?.dataset.accepted;
const forms = [...document.querySelectorAll("form[method=post][data-title]")];
const again = new Set(forms.map((form) => form.elements.change.value));
const over = (entry) => entry.change === accepted || (entry.sent && again.has(entry.change));
if (read().some(over)) keep(read().filter((entry) => !over(entry)));
show();
flush();
window.addEventListener("online", flush);
setInterval(flush, SECONDS * 1000);
