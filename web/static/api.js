// The page /api: every operation of the OpenAPI document, to be read and tried.

const place = document.getElementById('operations');

// Swagger UI knows its own darkness only.
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();

window.SwaggerUIBundle({
  domNode: place,
  url: place.dataset.document,
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  // nothing is sent elsewhere to be checked
  validatorUrl: null,
});
