// Sorts a table by a column: a button in each head, by click and by keyboard, told by aria-sort.
// A cell's data-sort holds what counts; empty ones stand last, whichever way.

const order = new Intl.Collator(["zh-CN", "en"], { numeric: true });

const isNumber = (text) => /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text);

/** Below zero where `a` stands before `b`. */
function compare(a, b) {
  if (isNumber(a) && isNumber(b)) return Number(a) - Number(b);
  return order.compare(a, b);
}

/** Puts a button into each head of `table`. */
export function sortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    if ("unsorted" in head.dataset) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      const body = table.tBodies[0];
      const keyed = [...body.rows].map((row) => [row.cells[column].dataset.sort, row]);
      keyed.sort(([a], [b]) => {
        if (!a || !b) return (a ? 0 : 1) - (b ? 0 : 1);
        return down ? compare(b, a) : compare(a, b);
      });
      body.append(...keyed.map(([, row]) => row));
    });
  });
}
