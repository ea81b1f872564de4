// What makes the pages easier to use. Without it everything still works.

import { combobox, searchBox } from "./combobox.js";
import { sortable } from "./sort.js";
import "./table.js";

for (const table of document.querySelectorAll("table[data-sortable]")) sortable(table);
for (const field of document.querySelectorAll("[data-suggest]")) combobox(field);
for (const form of document.querySelectorAll("form[data-search]")) searchBox(form);

// Fields left empty need not stand in the address: it is what people send to each other.
for (const form of document.querySelectorAll("form[data-ask]")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
}

// On paper each page after the first is headed by what it is and of which day.
const day = document.querySelector(".printed b")?.textContent;
const head = [document.title, day].filter(Boolean).join(" · ");
document.documentElement.style.setProperty("--head", JSON.stringify(head));

// Parts that were not there at once are fetched a little later.
const later = async (left) => {
  const again = () => left && setTimeout(later, WAIT_FOR_PARTS, left - 1);
  const response = await fetch(location.href).catch(() => null);
  if (!response?.ok) return again();
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of document.querySelectorAll("[data-later]")) {
    const there = page.getElementById(part.id);
    if (there && !("later" in there.dataset)) part.replaceWith(there);
  }
  if (document.querySelector("[data-later]")) again();
};
const WAIT_FOR_PARTS = 1500; // milliseconds
if (document.querySelector("[data-later]")) setTimeout(later, WAIT_FOR_PARTS, 20);

// Browsers lend the clipboard to secure pages only: elsewhere the text is chosen, to be copied by hand.
for (const text of document.querySelectorAll("[data-copy]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = text.dataset.copy;
  button.addEventListener("click", async () => {
    getSelection().selectAllChildren(text);
    await navigator.clipboard?.writeText(text.textContent);
    if (navigator.clipboard) button.textContent = `${text.dataset.copy} ✓`;
  });
  text.before(button);
}

if (document.querySelector("[data-keep], [data-mine]")) {
  import("./mine.js").then(({ mine }) => mine());
}

if (document.querySelector("figure[data-graph]")) {
  import("./graph/graph.js");
}

if (document.querySelector("form[data-load], [data-progress]")) {
  import("./load.js");
}

const written = document.querySelectorAll("form[method=post][data-title]");
if (written.length || localStorage.getItem("tongbu-outbox")) {
  import("./outbox.js").then(({ keepsWithoutNetwork }) => {
    for (const form of written) keepsWithoutNetwork(form);
  });
}
