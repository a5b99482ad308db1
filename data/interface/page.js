"use strict";
// Draws DATA (nodes, edges, options) and shows the words behind what is clicked; all text goes in as text, never as markup.
(function () {
  const nodes = new vis.DataSet(DATA.nodes);
  const edges = new vis.DataSet(DATA.edges);
  const network = new vis.Network(document.getElementById("network"), { nodes, edges }, DATA.options);
  const detail = document.getElementById("detail");

  function line(tag, text) {
    const element = document.createElement(tag);
    element.textContent = text;
    detail.appendChild(element);
  }

  function showEdge(edge) {
    line("h3", edge.words);
    for (const proof of edge.proofs) {
      line("blockquote", "«" + proof.quote + "» — " + proof.file);
    }
  }

  function show(selection) {
    detail.replaceChildren();
    for (const id of selection.nodes) {
      const node = nodes.get(id);
      line("h2", node.full);
      if (node.about) {
        line("p", node.about);
      }
    }
    const limit = selection.nodes.length ? 60 : 5;
    selection.edges.slice(0, limit).map((id) => edges.get(id)).filter((edge) => !edge.hidden).forEach(showEdge);
  }

  function plain(text) {
    return text.toLowerCase().replace(/đ/g, "d").normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[\s/.-]+/g, " ");
  }

  network.on("selectNode", show);
  network.on("selectEdge", (selection) => { if (!selection.nodes.length) { show(selection); } });
  document.getElementById("fit").addEventListener("click", () => network.fit());
  document.getElementById("extra").addEventListener("change", (event) => {
    const hidden = !event.target.checked;
    nodes.update(DATA.nodes.filter((node) => node.extra).map((node) => ({ id: node.id, hidden })));
    edges.update(DATA.edges.filter((edge) => edge.extra).map((edge) => ({ id: edge.id, hidden })));
  });
  const names = document.getElementById("names");
  for (const node of DATA.nodes) {
    const option = document.createElement("option");
    option.value = node.full;
    names.appendChild(option);
  }
  document.getElementById("search").addEventListener("change", (event) => {
    const wanted = plain(event.target.value.trim());
    const found = wanted && DATA.nodes.find((node) => plain(node.full).includes(wanted));
    if (found) {
      if (found.extra) {
        document.getElementById("extra").click();
      }
      network.selectNodes([found.id]);
      show({ nodes: [found.id], edges: network.getConnectedEdges(found.id) });
      network.focus(found.id, { scale: 1 });
    }
  });
  network.once("afterDrawing", () => network.fit());
})();
