// Starts the API browser on the page's own document, in the theme of the page.
const place = document.getElementById("api");
const { documentElement: root } = document;
const dark = matchMedia("(prefers-color-scheme: dark)");
const dress = () => root.classList.toggle("dark-mode", root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
dark.addEventListener("change", dress);
dress();

// The library takes itself for a whole page, and puts links into the buttons that do their work.
function asPart({ React }) {
  const section = ({ props }) => React.createElement("section", { ...props, "aria-label": place.dataset.operations });
  const part = (node) => (node?.type === "main" ? section(node) : node);
  return {
    components: { DeepLink: ({ text }) => React.createElement("span", null, text) },
    wrapComponents: {
      VersionPragmaFilter: (Whole) => ({ children, ...props }) =>
        React.createElement(Whole, props, React.Children.map(children, part)),
    },
  };
}

window.SwaggerUIBundle({
  url: place.dataset.document,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  tryItOutEnabled: false,
  validatorUrl: null,
  plugins: [asPart],
  onComplete: () => place.querySelector("h1").setAttribute("aria-level", "2"),
});
