// The neighbourhood of a document: drawn, unfolded step by step, saved as a picture. The list below says the same.
import cytoscape from "cytoscape";

const stage = document.getElementById("graph");
const words = stage.dataset;
const colours = { party: "#b3261e", state: "#1d4f91", other: "#57606a", agency: "#2b7a3d" };
const grounds = { party: "#fdecea", state: "#e8f0fb", other: "#f1f1f1", agency: "#e9f5ec" };
const MOST = 1500;

const here = new URL(location.href);
const cy = cytoscape({
  container: stage,
  style: [
    { selector: "node", style: {
      shape: "round-rectangle", width: 150, height: 46, label: "data(label)", "text-wrap": "wrap", "text-max-width": 142,
      "font-family": "Be Vietnam Pro, Noto Sans, Segoe UI, Arial", "font-size": 11, "text-valign": "center", color: "#1b1f24",
      "background-color": (node) => grounds[node.data("kind")], "border-color": (node) => colours[node.data("kind")],
      "border-width": (node) => (node.data("loaded") ? 2 : 1), "border-style": (node) => (node.data("loaded") ? "solid" : "dashed") } },
    { selector: "node[?middle]", style: { "border-width": 4 } },
    { selector: "node[folded]", style: { "background-color": "#fff", "border-style": "dashed", "font-weight": 700, color: "#1d4f91" } },
    { selector: "node:selected", style: { "border-color": "#b36b00", "border-width": 4 } },
    { selector: "edge", style: {
      width: 1.5, "line-color": "#8b959f", "target-arrow-color": "#8b959f", "target-arrow-shape": "triangle", "curve-style": "bezier",
      label: "data(word)", "font-size": 9, "text-rotation": "autorotate", "text-background-color": "#fff", "text-background-opacity": 1,
      "line-style": (edge) => (edge.data("relation") === "implements" ? "solid" : "dashed") } },
  ],
});

// no box lies on another: each takes the free cell of a grid that is nearest to where it was put, the middle ones first
function apart() {
  const [wide, high] = [176, 66], taken = new Set();
  const far = (node) => Math.hypot(node.position("x"), node.position("y"));
  for (const node of cy.nodes().toArray().sort((one, other) => far(one) - far(other))) {
    const [column, row] = [Math.round(node.position("x") / wide), Math.round(node.position("y") / high)];
    let best = null;
    for (let ring = 0; best === null; ring++) {
      let least = Infinity;
      for (let dx = -ring; dx <= ring; dx++) {
        for (let dy = -ring; dy <= ring; dy++) {
          const away = Math.hypot((column + dx) * wide - node.position("x"), (row + dy) * high - node.position("y"));
          if (Math.max(Math.abs(dx), Math.abs(dy)) === ring && away < least && !taken.has(`${column + dx},${row + dy}`)) [best, least] = [[column + dx, row + dy], away];
        }
      }
    }
    taken.add(best.join());
    node.position({ x: best[0] * wide + (best[1] % 2 ? wide / 2 : 0), y: best[1] * high });
  }
  cy.fit(undefined, 20);
}

// of many alike around one document the first are drawn and one box stands for the rest, until it is opened
const MANY = 12, FIRST = 8;
function fold() {
  if (here.searchParams.get("all")) return;
  const groups = new Map();
  cy.nodes("[^folded]").forEach((node) => {
    const inner = node.neighborhood("node").filter((other) => other.data("away") < node.data("away")).max((other) => other.degree()).ele;
    if (!inner || node.scratch("kept")) return;
    const relation = node.edgesWith(inner)[0].data("relation");
    const key = [inner.id(), relation, node.data("kind"), node.data("away")].join(" ");
    groups.set(key, [...(groups.get(key) ?? []), node]);
  });
  for (const [key, nodes] of groups) {
    if (nodes.length <= MANY || cy.getElementById(key).nonempty()) continue;
    const rest = cy.collection(nodes.sort((one, other) => other.data("loaded") - one.data("loaded")).slice(FIRST));
    const inner = key.split(" ")[0], edge = rest[0].edgesWith(cy.getElementById(inner))[0].data();
    const kind = rest[0].data("kind"), away = rest[0].data("away");
    let gone = rest.union(rest.connectedEdges()).remove();
    // what hung on those alone goes with them
    const lost = cy.nodes("[^folded]").difference(cy.nodes("[?middle]").component());
    gone = gone.union(lost.union(lost.connectedEdges()).remove());
    const count = gone.nodes().length;
    cy.add({ group: "nodes", data: { id: key, label: words.more.replace("{count}", count), kind, folded: count, away }, scratch: { gone } });
    cy.add({ group: "edges", data: { id: `${key} edge`, source: edge.source === inner ? inner : key, target: edge.source === inner ? key : inner, relation: edge.relation, word: edge.word } });
  }
}

function open(box) {
  const gone = box.scratch("gone");
  box.remove();
  gone.nodes().restore().forEach((node) => node.scratch("kept", true));
  // a line is there again once both its ends are
  gone.edges().filter((edge) => cy.getElementById(edge.data("source")).nonempty() && cy.getElementById(edge.data("target")).nonempty()).restore();
  arrange();
}

function arrange() {
  cy.layout({ name: "cose", animate: false, nodeRepulsion: 4e6, idealEdgeLength: 170, randomize: false, padding: 20 }).run();
  apart();
  const folded = cy.nodes("[folded]").reduce((sum, node) => sum + node.data("folded"), 0);
  document.getElementById("drawn").textContent = words.drawn.replace("{count}", cy.nodes("[^folded]").length) + (folded ? `, ${words.folded.replace("{count}", folded)}` : "");
  document.getElementById("whole").hidden = folded === 0;
}

function add(found) {
  const fresh = found.nodes.filter((node) => cy.getElementById(node.id).empty()).slice(0, MOST - cy.nodes().length);
  cy.add(fresh.map((data) => ({ group: "nodes", data })));
  cy.add(found.edges
    .filter((edge) => cy.getElementById(edge.id).empty() && cy.getElementById(edge.source).nonempty() && cy.getElementById(edge.target).nonempty())
    .map((data) => ({ group: "edges", data })));
  fold();
  arrange();
}

async function around(address, depth) {
  const answer = await fetch(`/api/neighbours/${address}?depth=${depth}`);
  if (answer.ok) add(await answer.json());
}

// what was unfolded stands in the address, so that it can be sent to somebody
async function unfold(path) {
  await around(path, 1);
  const opened = new Set([...here.searchParams.getAll("open"), path]);
  here.searchParams.delete("open");
  for (const one of opened) here.searchParams.append("open", one);
  history.replaceState(null, "", here);
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
}

function element(name, attributes, text) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}

// the picture as it stands, in lines and words that any drawing program opens
function svg() {
  const box = cy.elements().boundingBox();
  const root = element("svg", { viewBox: `${box.x1 - 10} ${box.y1 - 10} ${box.w + 20} ${box.h + 20}`, width: box.w + 20, height: box.h + 20,
    "font-family": "Be Vietnam Pro, Noto Sans, Segoe UI, Arial", "font-size": 11 });
  cy.edges().forEach((edge) => {
    const [from, to] = [edge.sourceEndpoint(), edge.targetEndpoint()];
    const line = element("path", { d: `M${from.x} ${from.y}L${to.x} ${to.y}`, stroke: "#8b959f", "stroke-width": 1.5,
      ...(edge.data("relation") === "implements" ? {} : { "stroke-dasharray": "6 3" }) });
    const turn = Math.atan2(to.y - from.y, to.x - from.x);
    const tip = [2.7, -2.7].map((bend) => `${to.x - 9 * Math.cos(turn + bend - Math.PI * Math.sign(bend))} ${to.y - 9 * Math.sin(turn + bend - Math.PI * Math.sign(bend))}`);
    root.append(line, element("path", { d: `M${to.x} ${to.y}L${tip.join("L")}Z`, fill: "#8b959f" }));
    root.append(element("text", { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2, "font-size": 9, "text-anchor": "middle", fill: "#505962" }, edge.data("word")));
  });
  cy.nodes().forEach((node) => {
    const { x, y } = node.position(), kind = node.data("kind"), lines = node.data("label").split("\n");
    const group = element("g", {});
    group.append(element("title", {}, node.data("full")), element("rect", { x: x - 75, y: y - 23, width: 150, height: 46, rx: 5, fill: grounds[kind], stroke: colours[kind],
      "stroke-width": node.data("middle") ? 4 : 2, ...(node.data("loaded") ? {} : { "stroke-dasharray": "6 4" }) }));
    lines.forEach((line, number) => group.append(element("text", { x, y: y + 4 + (number - (lines.length - 1) / 2) * 15, "text-anchor": "middle", fill: "#1b1f24" }, line)));
    root.append(group);
  });
  return new XMLSerializer().serializeToString(root);
}

cy.on("tap", "node", (event) => {
  const node = event.target.data();
  if (node.folded) { open(event.target); return; }
  const link = document.getElementById("chosen");
  link.textContent = node.full;
  link.href = node.address;
  document.getElementById("unfold").hidden = false;
});
document.getElementById("unfold").addEventListener("click", () => {
  const chosen = cy.$("node:selected");
  if (chosen.nonempty()) unfold(chosen.data("path"));
});
document.getElementById("whole").addEventListener("click", () => {
  here.searchParams.set("all", "1");
  history.replaceState(null, "", here);
  while (cy.nodes("[folded]").nonempty()) open(cy.nodes("[folded]").first());
});
const depth = document.getElementById("depth");
depth.addEventListener("input", () => { document.querySelector("output[for=depth]").textContent = depth.value; });
depth.addEventListener("change", () => depth.form.submit());
document.getElementById("fit").addEventListener("click", () => cy.fit(undefined, 20));
document.getElementById("png").addEventListener("click", async () => save(await cy.png({ output: "blob-promise", full: true, scale: 2, bg: "#ffffff" }), "policygraph.png"));
document.getElementById("svg").addEventListener("click", () => save(new Blob([svg()], { type: "image/svg+xml" }), "policygraph.svg"));
window.cy = cy;
around(words.path, words.depth).then(async () => { for (const path of here.searchParams.getAll("open")) await around(path, 1); });
