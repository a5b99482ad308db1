// The neighbourhood of a document: drawn, unfolded step by step, saved as a picture. The list below says the same.
import cytoscape from "cytoscape";

const stage = document.getElementById("graph");
const words = stage.dataset;
const colours = { party: "#b3261e", state: "#1d4f91", other: "#57606a", agency: "#2b7a3d" };
const grounds = { party: "#fdecea", state: "#e8f0fb", other: "#f1f1f1", agency: "#e9f5ec" };
const MOST = 1500;

const cy = cytoscape({
  container: stage,
  style: [
    { selector: "node", style: {
      shape: "round-rectangle", width: 150, height: 46, label: "data(label)", "text-wrap": "wrap", "text-max-width": 142,
      "font-family": "Be Vietnam Pro, Noto Sans, Segoe UI, Arial", "font-size": 11, "text-valign": "center", color: "#1b1f24",
      "background-color": (node) => grounds[node.data("kind")], "border-color": (node) => colours[node.data("kind")],
      "border-width": (node) => (node.data("loaded") ? 2 : 1), "border-style": (node) => (node.data("loaded") ? "solid" : "dashed") } },
    { selector: "node[?middle]", style: { "border-width": 4 } },
    { selector: "node:selected", style: { "border-color": "#b36b00", "border-width": 4 } },
    { selector: "edge", style: {
      width: 1.5, "line-color": "#8b959f", "target-arrow-color": "#8b959f", "target-arrow-shape": "triangle", "curve-style": "bezier",
      label: "data(word)", "font-size": 9, "text-rotation": "autorotate", "text-background-color": "#fff", "text-background-opacity": 1,
      "line-style": (edge) => (edge.data("relation") === "implements" ? "solid" : "dashed") } },
  ],
});

function add(found) {
  const fresh = found.nodes.filter((node) => cy.getElementById(node.id).empty()).slice(0, MOST - cy.nodes().length);
  cy.add(fresh.map((data) => ({ group: "nodes", data })));
  cy.add(found.edges
    .filter((edge) => cy.getElementById(edge.id).empty() && cy.getElementById(edge.source).nonempty() && cy.getElementById(edge.target).nonempty())
    .map((data) => ({ group: "edges", data })));
  cy.layout({ name: "cose", animate: false, nodeRepulsion: 4e6, idealEdgeLength: 170, randomize: true, padding: 20 }).run();
  document.getElementById("drawn").textContent = words.drawn.replace("{count}", cy.nodes().length);
}

async function around(address, depth) {
  const answer = await fetch(`/api/neighbours/${address}?depth=${depth}`);
  if (answer.ok) add(await answer.json());
}

cy.on("tap", "node", (event) => {
  const node = event.target.data();
  const link = document.getElementById("chosen");
  link.textContent = node.full;
  link.href = node.address;
  document.getElementById("unfold").hidden = false;
});
document.getElementById("unfold").addEventListener("click", () => {
  const chosen = cy.$("node:selected");
  if (chosen.nonempty()) around(chosen.data("path"), 1);
});
document.getElementById("fit").addEventListener("click", () => cy.fit(undefined, 20));
document.getElementById("png").addEventListener("click", async () => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await cy.png({ output: "blob-promise", full: true, scale: 2, bg: "#ffffff" }));
  link.download = "policygraph.png";
  link.click();
});
window.cy = cy;
around(words.path, words.depth);
