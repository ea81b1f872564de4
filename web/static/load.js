// Loading data: a file may be dropped, is told to be too large before it is sent, and what takes
// long says so. Without it the forms are plain forms.

const POLL_MILLISECONDS = 700;

/** Lets a file be dropped onto `zone`. */
function droppable(zone) {
  const input = zone.querySelector("input[type=file]");
  const over = (on) => zone.classList.toggle("over", on);
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    over(true);
  });
  zone.addEventListener("dragleave", () => over(false));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    over(false);
    if (!event.dataTransfer.files.length) return;
    const [file] = event.dataTransfer.files;
    const one = new DataTransfer();
    one.items.add(file);
    input.files = one.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

/** Says that a form is being worked on, once it was sent; it cannot be sent twice meanwhile. */
function patient(form) {
  const told = form.querySelector(".busy");
  // its field of that name stands in the place of form.dataset
  const said = (name) => form.getAttribute(`data-${name}`);
  const buttons = [...form.elements].filter((one) => one.type === "submit");
  const free = () => {
    told.textContent = "";
    for (const button of buttons) button.disabled = false;
  };
  const tooLarge = () => {
    const file = form.querySelector("input[type=file]")?.files[0];
    const large = Boolean(file) && file.size > Number(said("most"));
    told.classList.toggle("stuck", large);
    told.textContent = large ? said("large") : "";
    return large;
  };
  form.addEventListener("change", tooLarge);
  form.addEventListener("submit", (event) => {
    if (tooLarge()) {
      event.preventDefault();
      return;
    }
    told.textContent = said("busy");
    // after the button that was pressed has gone into what is sent
    setTimeout(() => {
      for (const button of buttons) button.disabled = true;
    });
  });
  addEventListener("pageshow", (event) => event.persisted && free());
}

/** Shows how far a job is until it has ended; then the page tells what came of it. */
async function follow(box) {
  const [what, bar] = [box.querySelector("p"), box.querySelector("progress")];
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MILLISECONDS));
    let job;
    try {
      const answer = await fetch(box.dataset.progress, { cache: "no-store" });
      job = answer.ok ? await answer.json() : { runs: false };
    } catch {
      continue; // the service may be busy: it is asked again
    }
    if (!job.runs) {
      location.reload();
      return;
    }
    if (what.textContent !== job.what) what.textContent = job.what;
    if (job.of) {
      bar.max = job.of;
      bar.value = job.done;
    } else bar.removeAttribute("value");
  }
}

for (const zone of document.querySelectorAll("[data-drop]")) droppable(zone);
for (const form of document.querySelectorAll("form[data-load]")) patient(form);
for (const box of document.querySelectorAll("[data-progress]")) follow(box);
