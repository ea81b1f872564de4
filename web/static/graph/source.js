// Where a picture comes from: the page carries a small one itself, a larger one is fetched.

/** The JSON at an address of this service; throws with what the refusal says. */
export async function fetched(address) {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.detail ?? body.title ?? String(response.status));
  return body;
}

/** The picture of a figure: `{nodes, edges, root, highlight, words}`. */
export async function pictureOf(figure) {
  const carried = figure.querySelector("script[type='application/json']");
  return carried ? JSON.parse(carried.textContent) : fetched(figure.dataset.source);
}
