// The reader without reloading: a fact marks its words, a word marks its fact. Without this script the links do the same.
"use strict";
const text = document.querySelector(".text"), panel = document.querySelector(".panel");

function choose(number, scrollTo) {
  for (const old of document.querySelectorAll(".chosen")) old.classList.remove("chosen");
  const words = [...text.querySelectorAll("[data-f]")].filter((a) => a.dataset.f.split(" ").includes(number));
  const fact = document.getElementById("f" + number);
  for (const item of [...words, fact]) item.classList.add("chosen");
  const target = scrollTo === "fact" ? fact : words[0];
  if (target) target.scrollIntoView({ block: "center" });
  return words[0];
}

panel.addEventListener("click", (event) => {
  const link = event.target.closest("a.say");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  history.replaceState(null, "", link.href);
  const word = choose(link.closest("li").dataset.f, "words");
  if (word) word.focus({ preventScroll: true });
});

text.addEventListener("click", (event) => {
  const word = event.target.closest("a[data-f]");
  if (!word || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  choose(word.getAttribute("href").slice(2), "fact");
  document.querySelector(word.getAttribute("href") + " a").focus({ preventScroll: true });
});
