// Starts the API browser on the page's own document, in the theme of the page.
const place = document.getElementById("api");
const dark = matchMedia("(prefers-color-scheme: dark)");
const { documentElement: root } = document;
const dress = () => root.classList.toggle("dark-mode", root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
dark.addEventListener("change", dress);
dress();
window.SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  tryItOutEnabled: false,
  validatorUrl: null,
});
