// The whole collection: places come from the server, here it is drawn, searched and narrowed down. The table below says the same.
import Graph from "graphology";
import Sigma from "sigma";
import { downloadAsPNG } from "@sigma/export-image";

const stage = document.getElementById("graph");
const found = document.getElementById("found"), chosen = document.getElementById("chosen");
const find = document.getElementById("find"), loaded = document.getElementById("loaded"), relation = document.getElementById("relation");
const colours = { party: "#b3261e", state: "#1d4f91", other: "#57606a" };
const pale = { party: "#e3a09c", state: "#9db7da", other: "#b3b9bf" };
const CHAIN = new Set(["implements", "continues"]);
const FEW = 40; // hits that are named, with their relations
const state = { text: "", hits: new Set(), near: null, node: null };

// the same folding as the server's: no case, no marks, nothing between numbers and letters
function fold(text) {
  return text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, " ").trim();
}

const address = new URL(location.href);

function draw(said) {
  const graph = new Graph({ multi: true, type: "directed" });
  said.nodes.forEach((node, number) => graph.addNode(number, {
    label: node.label, x: node.x, y: -node.y, size: (node.loaded ? 3 : 1.6) + Math.min(6, Math.sqrt(node.links) / 3), folded: fold(node.full),
    color: node.loaded ? colours[node.kind] : pale[node.kind], about: node,
  }));
  said.groups.forEach((group, number) => graph.addNode(`g${number}`, {
    label: `${group.name} (${group.count})`, x: group.x, y: -group.y, size: 0.1, color: "#50596200", forceLabel: true, group: true,
  }));
  for (const [lower, upper, name] of said.edges) {
    graph.addEdge(lower, upper, { relation: name, size: CHAIN.has(name) ? 0.7 : 0.3, color: CHAIN.has(name) ? "#8b959f" : "#dde1e5" });
  }

  const renderer = new Sigma(graph, stage, {
    labelFont: "Be Vietnam Pro, Noto Sans, Segoe UI, Arial", labelSize: 12, labelColor: { color: "#1b1f24" }, labelRenderedSizeThreshold: 9,
    zIndex: true, minCameraRatio: 0.02, maxCameraRatio: 3,
    nodeReducer(node, data) {
      if (data.group) return data;
      if (loaded.checked && !data.about.loaded) return { ...data, hidden: true };
      if (state.near) return state.near.has(node) ? { ...data, zIndex: 2, forceLabel: node === state.node } : { ...data, color: "#eceff1", label: "", zIndex: 0 };
      if (state.text) return state.hits.has(node) ? { ...data, size: data.size + 3, forceLabel: state.hits.size <= FEW, zIndex: 2 } : { ...data, color: "#eceff1", label: "", zIndex: 0 };
      return data;
    },
    edgeReducer(edge, data) {
      if (relation.value && data.relation !== relation.value) return { ...data, hidden: true };
      if (!state.near && !state.text) return data;
      const [lower, upper] = graph.extremities(edge);
      const ends = state.hits.has(lower) + state.hits.has(upper);
    const inside = state.near ? lower === state.node || upper === state.node : ends === 2 || (ends && state.hits.size <= FEW);
      return inside ? { ...data, color: "#b36b00", size: 1.2, zIndex: 2 } : { ...data, hidden: true };
    },
  });

  function remember() {
    for (const [name, value] of [["q", find.value], ["loaded", loaded.checked ? "1" : ""], ["relation", relation.value], ["at", state.node === null ? "" : said.nodes[state.node].path]]) {
      if (value) address.searchParams.set(name, value); else address.searchParams.delete(name);
    }
    history.replaceState(null, "", address);
  }

  function look() {
    state.text = fold(find.value);
    const words = state.text.split(" ");
    state.hits = new Set(graph.filterNodes((node, data) => data.folded && words.every((word) => data.folded.includes(word))));
    found.textContent = found.dataset.found.replace("{count}", state.text ? state.hits.size : said.nodes.length);
    remember();
    renderer.refresh();
  }

  function choose(node) {
    state.node = node;
    state.near = node === null ? null : new Set([node, ...graph.neighbors(node)]);
    chosen.hidden = node === null;
    if (node !== null) {
      const about = graph.getNodeAttribute(node, "about"), [name, around] = chosen.querySelectorAll("a"), count = chosen.querySelector("span");
      name.textContent = about.full;
      name.href = `/document/${about.path}`;
      around.textContent = around.dataset.label;
      around.href = `/explore/${about.path}`;
      count.textContent = count.dataset.label.replace("{count}", about.links);
    }
    remember();
    renderer.refresh();
  }

  renderer.on("clickNode", ({ node }) => { if (!graph.getNodeAttribute(node, "group")) choose(node); });
  renderer.on("clickStage", () => choose(null));
  let timer = 0;
  find.addEventListener("input", (event) => { if (event.isComposing) return; clearTimeout(timer); timer = setTimeout(look, 150); });
  find.addEventListener("compositionend", look);
  for (const control of [loaded, relation]) control.addEventListener("change", look);
  document.getElementById("group").addEventListener("change", (event) => event.target.form.submit());
  document.getElementById("fit").addEventListener("click", () => renderer.getCamera().animatedReset());
  document.getElementById("png").addEventListener("click", () => downloadAsPNG(renderer, { fileName: "policygraph", backgroundColor: "#ffffff", width: 2400, height: 1800 }));

  const wanted = address.searchParams.get("at");
  loaded.checked = address.searchParams.get("loaded") === "1";
  relation.value = address.searchParams.get("relation") ?? "";
  look();
  const at = said.nodes.findIndex((node) => node.path === wanted);
  if (at >= 0) choose(String(at));
  window.sigma = renderer;
}

fetch(`/api/graph?group=${document.getElementById("group").value}`).then((answer) => answer.json()).then(draw);
