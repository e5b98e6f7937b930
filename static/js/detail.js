// Links to a sentence: a button that copies each, and a line for a reader whose link leads to words that have changed.
"use strict";

(() => {
  const words = document.getElementById("sentence-words");
  if (!words) return;
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");

  const addressOf = (link) => new URL(link.hash, location.origin + location.pathname).href;

  // Where the clipboard is closed to us, the address stands in a box, selected.
  const showAddress = (button, address) => {
    const box = document.createElement("input");
    box.className = "field";
    box.readOnly = true;
    box.value = address;
    box.setAttribute("aria-label", words.dataset.denied);
    button.after(box);
    box.focus();
    box.select();
    return words.dataset.denied;
  };

  const copy = async (button, address) => {
    button.parentElement.querySelectorAll("input, .copied").forEach((old) => old.remove());
    said.textContent = "";
    try {
      await navigator.clipboard.writeText(address);
      const note = document.createElement("span");
      note.className = "copied";
      note.setAttribute("aria-hidden", "true"); // the status says it
      note.textContent = words.dataset.copied;
      button.after(note);
      said.textContent = words.dataset.copied;
    } catch {
      said.textContent = showAddress(button, address);
    }
  };

  document.querySelectorAll(".sentence-link").forEach((link) => {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.scriptOnly = "";
    button.textContent = `${words.dataset.copy} ${link.textContent.match(/\d+/)[0]}`;
    button.addEventListener("click", () => copy(button, addressOf(link)));
    link.replaceWith(button);
  });
  document.querySelector("main").append(said);

  // A link made of words that are not here any more leads nowhere; whoever follows it is told.
  const tell = () => {
    document.querySelectorAll(".sentence-gone").forEach((old) => old.remove());
    const name = location.hash.slice(1);
    if (!/^s-[a-z2-7]{7}(-\d+)?$/.test(name) || document.getElementById(name)) return;
    const line = document.createElement("p");
    line.className = "callout sentence-gone";
    line.textContent = words.dataset.gone;
    line.tabIndex = -1;
    document.querySelector("h1").after(line);
    line.focus();
  };
  window.addEventListener("hashchange", tell);
  tell();
})();
