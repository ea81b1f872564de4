// Offers values while one types: a combobox after the ARIA authoring practices, with a list below.
// The field keeps the id, the hint below it says what people call it.

const WAIT = 120; // milliseconds without a key before the service is asked

/** Makes a combobox of the input in `field`, whose data-suggest is the address to ask. */
export function combobox(field) {
  const input = field.querySelector("input");
  const hint = field.querySelector(".hint");
  const offers = document.createElement("ul");
  offers.className = "offers";
  offers.id = `${input.id}-offers`;
  offers.hidden = true;
  offers.setAttribute("role", "listbox");
  offers.setAttribute("aria-label", field.querySelector("label").textContent.trim());
  field.append(offers);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", offers.id);
  input.setAttribute("aria-expanded", "false");

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
    const items = [...offers.children];
    if (!items.length) return;
    chosen = (index + items.length) % items.length;
    items.forEach((item, i) => item.setAttribute("aria-selected", String(i === chosen)));
    items[chosen].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[chosen].id);
  };

  // Where a field holds several ids with commas between, the one being typed is the last.
  const several = "several" in field.dataset;
  const typed = () => (several ? input.value.split(/[,，、]/).at(-1) : input.value).trim();

  const take = (item) => {
    const before = several ? input.value.split(/[,，、]/).slice(0, -1) : [];
    input.value = [...before.map((id) => id.trim()), item.dataset.value].join(",");
    hint.textContent = item.dataset.label;
    close();
  };

  const show = (suggestions) => {
    offers.replaceChildren(
      ...suggestions.map(({ value, label }, i) => {
        const item = document.createElement("li");
        item.id = `${offers.id}-${i}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.dataset.value = value;
        item.dataset.label = label;
        const name = document.createElement("span");
        name.textContent = label;
        item.append(name);
        if (label !== value) {
          const code = document.createElement("small");
          code.className = "code";
          code.textContent = value;
          item.append(code);
        }
        return item;
      }),
    );
    offers.hidden = !suggestions.length;
    chosen = -1;
    input.setAttribute("aria-expanded", String(!offers.hidden));
    input.removeAttribute("aria-activedescendant");
  };

  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    const address = new URL(field.dataset.suggest, location.href);
    address.searchParams.set("text", typed());
    try {
      const response = await fetch(address, { signal: asked.signal });
      if (response.ok) show((await response.json()).suggestions);
      else close();
    } catch (fault) {
      if (fault.name !== "AbortError") close(); // the field still takes what is typed
    }
  };

  const askSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  };

  input.addEventListener("input", () => {
    hint.textContent = "";
    askSoon();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // the keys belong to the input method, as for Chinese
    const open = !offers.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (open) mark(chosen + (event.key === "ArrowDown" ? 1 : chosen < 0 ? 0 : -1));
      else ask();
    } else if (event.key === "Enter" && open && chosen >= 0) {
      event.preventDefault();
      take(offers.children[chosen]);
    } else if (event.key === "Escape" && open) {
      event.preventDefault();
      close();
    } else if (event.key === "Tab") {
      if (open && chosen >= 0) take(offers.children[chosen]);
      close();
    }
  });
  offers.addEventListener("pointerdown", (event) => {
    event.preventDefault(); // the focus stays in the field
    const item = event.target.closest("li");
    if (item) take(item);
  });
  input.addEventListener("blur", close);
}
