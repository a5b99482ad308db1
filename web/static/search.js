// Search while typing. A keyboard that composes (Telex, VNI) is waited for; without this script the button searches.
"use strict";
const field = document.getElementById("q");
let latest = 0, timer = 0;

async function look() {
  const mine = ++latest;
  const form = new URLSearchParams(new FormData(field.form));
  const answer = await fetch("/?" + form, { headers: { accept: "text/html" } });
  if (!answer.ok || mine !== latest) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.getElementById("results").replaceWith(page.getElementById("results"));
  history.replaceState(null, "", "/?" + form);
}

field.addEventListener("input", (event) => {
  if (event.isComposing) return;
  clearTimeout(timer);
  timer = setTimeout(look, 150);
});
field.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(look, 150); });
