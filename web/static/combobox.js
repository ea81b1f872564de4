// Offers values while one types: a combobox after the ARIA authoring practices, with a list below.
// Fields show names; what is sent, and stands in addresses, are ids.

const WAIT = 150; // milliseconds without a key before the service is asked

let lists = 0;

/** Offers below `input`, in `holder`, what `ask(text, signal)` gives for the text typed: items of a
    label and a detail; one that is chosen is given to `take`. */
export function offering(input, holder, name, { ask, take }) {
  const offers = document.createElement("ul");
  offers.className = "offers";
  offers.id = `offers-${++lists}`;
  offers.hidden = true;
  offers.setAttribute("role", "listbox");
  offers.setAttribute("aria-label", name);
  holder.append(offers);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", offers.id);
  input.setAttribute("aria-expanded", "false");

  let items = [];
  let chosen = -1;
  let timer = 0;
  let asked = null;

  const close = () => {
    clearTimeout(timer);
    asked?.abort();
    offers.hidden = true;
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const mark = (index) => {
    if (!items.length) return;
    chosen = (index + items.length) % items.length;
    [...offers.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    offers.children[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", offers.children[chosen].id);
  };

  const choose = (index) => {
    const item = items[index];
    close();
    take(item);
  };

  const show = (found) => {
    items = found;
    offers.replaceChildren(
      ...items.map(({ label, detail }, i) => {
        const item = document.createElement("li");
        item.id = `${offers.id}-${i}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        const text = document.createElement("span");
        text.textContent = label;
        item.append(text);
        if (detail && detail !== label) {
          const code = document.createElement("small");
          code.className = "code";
          code.textContent = detail;
          item.append(code);
        }
        return item;
      }),
    );
    offers.hidden = !items.length;
    offers.style.top = `${input.offsetTop + input.offsetHeight + 4}px`;
    chosen = -1;
    input.setAttribute("aria-expanded", String(!offers.hidden));
    input.removeAttribute("aria-activedescendant");
  };

  const askNow = async () => {
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    try {
      const found = await ask(input.value.trim(), signal);
      if (!signal.aborted && document.activeElement === input) show(found);
    } catch (fault) {
      if (fault.name !== "AbortError") close(); // the field still takes what is typed
    }
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(askNow, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // the keys belong to the input method, as for Chinese
    const open = !offers.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) mark(chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1));
      else askNow();
    } else if (event.key === "Enter" && open && chosen >= 0) {
      event.preventDefault();
      choose(chosen);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    } else if (event.key === "Tab") {
      if (open && chosen >= 0) choose(chosen);
      close();
    }
  });
  offers.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the focus stays in the field
    const item = event.target.closest("li");
    if (item) choose([...offers.children].indexOf(item));
  });
  input.addEventListener("blur", close);
}

/** What the service answers to `address` with `parameters` added; none where it refuses. */
async function answered(address, parameters, signal) {
  const asked = new URL(address, location.href);
  for (const [name, value] of Object.entries(parameters)) asked.searchParams.set(name, value);
  const response = await fetch(asked, { signal });
  return response.ok ? response.json() : {};
}

/** Makes a combobox of the input in `field`, whose data-suggest is the address to ask. The input
    shows names, in place of which a hidden one holds the ids that are sent. */
export function combobox(field) {
  const input = field.querySelector("input");
  const hint = field.querySelector(".hint");
  const names = JSON.parse(field.dataset.names ?? "[]");
  const ids = document.createElement("input");
  ids.type = "hidden";
  ids.name = input.name;
  ids.value = input.value;
  input.defaultValue = ""; // what the form is emptied to
  input.value = ids.value;
  input.removeAttribute("name");
  input.removeAttribute("maxlength"); // of ids; names may be longer
  field.append(ids);
  const take = "several" in field.dataset ? several(input, ids, hint, names) : single(input, ids, hint, names);
  // a form is emptied where its entry was kept: what was sent as ids, too
  input.form?.addEventListener("reset", () => take(null));
  offering(input, field, field.querySelector("label").textContent.trim(), {
    take,
    ask: async (text, signal) => {
      const { suggestions = [] } = await answered(field.dataset.suggest, { text }, signal);
      return suggestions.map(({ value, label }) => ({ value, label, detail: value }));
    },
  });
}

/** One value: its name stands in the field, its id in the hint. What is typed is sent as it is: the
    service takes a name that fits one thing. Gives what takes a value, or nothing again (null). */
function single(input, ids, hint, names) {
  const told = (name, id) => {
    input.value = name;
    ids.value = id;
    hint.textContent = name === id ? "" : id;
  };
  if (names[0]) told(names[0], ids.value);
  input.addEventListener("input", () => {
    ids.value = input.value;
    hint.textContent = "";
  });
  return (chosen) => (chosen ? told(chosen.label, chosen.value) : told("", ""));
}

/** Several values: each chosen one stands before the field and can be taken away again. */
function several(input, ids, hint, names) {
  const chosen = document.createElement("ul");
  chosen.className = "chosen";
  input.before(chosen);
  const required = input.required;
  const values = [];
  const write = () => {
    const typed = input.value.split(/[,，、]/).map((part) => part.trim());
    ids.value = [...values.map(({ value }) => value), ...typed].filter(Boolean).join(",");
    input.required = required && !values.length;
  };
  const draw = () => {
    chosen.replaceChildren(
      ...values.map(({ value, label }, i) => {
        const item = document.createElement("li");
        const away = document.createElement("button");
        away.type = "button";
        away.textContent = "×";
        away.setAttribute("aria-label", `${document.documentElement.lang === "en" ? "Take away" : "移除"} ${label}`);
        away.addEventListener("click", () => {
          values.splice(i, 1);
          draw();
          input.focus();
        });
        item.title = value;
        item.append(label, away);
        return item;
      }),
    );
    chosen.hidden = !values.length;
    write();
  };
  if (names.length) {
    ids.value.split(",").forEach((value, i) => values.push({ value, label: names[i] ?? value }));
    input.value = "";
    hint.textContent = "";
  }
  draw();
  input.addEventListener("input", write);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && !input.value && values.pop()) draw();
  });
  return (taken) => {
    if (!taken) values.length = 0;
    else if (!values.some((one) => one.value === taken.value)) values.push(taken);
    input.value = "";
    draw();
  };
}

/** Offers what a search box finds while one types; what is chosen is gone to at once. */
export function searchBox(form) {
  const input = form.querySelector("input[type=search]");
  const language = form.querySelector("input[name=lang]");
  offering(input, form, form.querySelector("label").textContent.trim(), {
    take: ({ href }) => location.assign(href),
    ask: async (text, signal) => {
      if (!text) return [];
      const about = { q: text, ...(language && { lang: language.value }) };
      const { queries = [], ...found } = await answered(form.dataset.search, about, signal);
      const things = Object.values(found).filter(Array.isArray).flat();
      return [
        ...queries.slice(0, 4).map(({ title, href }) => ({ label: title, href })),
        ...things.slice(0, 8).map(({ id, name, href }) => ({ label: name, detail: id, href })),
        ...queries.slice(4).map(({ title, href }) => ({ label: title, href })),
      ];
    },
  });
}
