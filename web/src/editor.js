// The SPARQL editor with completion: our own prefixes, our own endpoint, nothing else.
import Yasgui from "@zazuko/yasgui";
import "@zazuko/yasgui/build/yasgui.min.css";

const stage = document.getElementById("yasgui");
const prefixes = JSON.parse(stage.dataset.prefixes);
Yasgui.Yasqe.defaults.autocompleters = ["variables", "local-prefixes"];
Yasgui.Yasqe.forkAutocompleter("prefixes", {
  name: "local-prefixes", persistenceId: null,
  get: () => Promise.resolve(Object.entries(prefixes).map(([name, iri]) => `${name}: <${iri}>`)),
});
// the Tab key leaves the editor, as it leaves every field; Ctrl-Space completes
Object.assign(Yasgui.Yasqe.defaults.extraKeys, { Tab: false, "Shift-Tab": false });
const yasgui = new Yasgui(stage, {
  requestConfig: { endpoint: location.origin + "/sparql", method: "POST" },
  endpointCatalogueOptions: { getData: () => [] },
  copyEndpointOnNewTab: true,
  persistenceId: null,
  yasqe: { value: stage.dataset.query },
});
// the controls that come without a name get one
const names = JSON.parse(stage.dataset.names);
function name() {
  for (const [selector, label] of Object.entries(names)) {
    for (const item of stage.querySelectorAll(selector)) if (!item.getAttribute("aria-label")) item.setAttribute("aria-label", label);
  }
  // in a list of tabs there are tabs alone: the last one opens a new one
  for (const item of stage.querySelectorAll(".addTab:not([role])")) { item.setAttribute("role", "tab"); item.setAttribute("aria-selected", "false"); }
}
new MutationObserver(name).observe(stage, { childList: true, subtree: true });
name();
// the plain page shows the same rows with names and links, and saves them as a workbook
const named = document.getElementById("named");
named.hidden = false;
named.addEventListener("click", () => { location.href = `/sparql?${new URLSearchParams({ query: yasgui.getTab().getQuery() })}`; });
window.yasgui = yasgui;
