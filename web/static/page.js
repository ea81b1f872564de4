// What makes the pages easier to use. Without it everything still works.

import { combobox, searchBox } from "./combobox.js";
import { sortable } from "./table.js";

for (const table of document.querySelectorAll("table[data-sortable]")) sortable(table);
for (const field of document.querySelectorAll("[data-suggest]")) combobox(field);
for (const form of document.querySelectorAll("form[data-search]")) searchBox(form);

// Fields left empty need not stand in the address: it is what people send to each other.
for (const form of document.querySelectorAll("form[data-ask]")) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
  });
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
