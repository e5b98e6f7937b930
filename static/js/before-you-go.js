// The sheet "Before you go": its items can be ticked, and what was ticked stands together at the end, to be printed.
// It collects and decides nothing. Nothing is stored and nothing is sent: it all goes when the page does.
"use strict";

(() => {
  const list = document.querySelector(".site-before-you-go");
  const template = document.getElementById("sheet-template");
  if (!list || !template) return;

  const wordsOf = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".marker").forEach((marker) => marker.remove());
    return copy.textContent.trim().replace(/\s+/g, " ");
  };

  let made = 0;
  const idOf = (element) => (element.id ||= `tick-${++made}`);

  // The words of an item become the label of its box; the number that leads to its evidence stays beside it.
  const addBox = (item) => {
    const words = wordsOf(item);
    const box = document.createElement("input");
    box.type = "checkbox";
    box.autocomplete = "off"; // browsers fill in what was ticked before a reload
    const label = document.createElement("label");
    label.htmlFor = idOf(box);
    label.append(...[...item.childNodes].filter((node) => !node.classList?.contains("marker")));
    item.prepend(box, label);
    return { box, words };
  };

  // A list is a group, named by its heading and the words that lead in to it.
  const addBoxes = (items) => {
    const before = items.previousElementSibling;
    const lead = before?.matches("p") ? before : null;
    const heading = items.closest(".section").querySelector("h2, h3, h4");
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-labelledby", [heading, lead].filter(Boolean).map(idOf).join(" "));
    items.before(group);
    group.append(items);
    items.className = "ticks";
    return { lead: lead ? wordsOf(lead) : wordsOf(heading), boxes: [...items.children].map(addBox) };
  };

  const lists = [...list.querySelectorAll(".section ul")].filter((items) => !items.closest(".evidence"));
  const groups = lists.map(addBoxes);
  const [jump, sheet] = template.content.cloneNode(true).children;
  list.querySelector(".section").append(jump);
  list.append(sheet);
  const [count, ticked, notes, written] = [".sheet-count", "div.sheet-ticked", "textarea", ".sheet-written"]
    .map((name) => sheet.querySelector(name));

  // Lists with the same lead-in stand together: "Do not have mesotherapy if you:" and all that was ticked of it.
  const collected = () => {
    const found = new Map();
    for (const { lead, boxes } of groups) {
      const words = boxes.filter(({ box }) => box.checked).map((each) => each.words);
      if (words.length) found.set(lead, [...(found.get(lead) ?? []), ...words]);
    }
    return found;
  };

  const asList = ([lead, items]) => {
    const part = document.createDocumentFragment();
    const line = document.createElement("p");
    line.textContent = lead;
    const entries = document.createElement("ul");
    entries.append(...items.map((words) => Object.assign(document.createElement("li"), { textContent: words })));
    part.append(line, entries);
    return part;
  };

  const say = () => {
    const found = collected();
    const number = [...found.values()].flat().length;
    const { none, one, many } = template.dataset;
    count.textContent = number > 1 ? many.replace("#", number) : number ? one : none;
    ticked.replaceChildren(...[...found].map(asList));
    sheet.classList.toggle("is-empty", !number);
  };

  const clear = () => {
    groups.forEach(({ boxes }) => boxes.forEach(({ box }) => { box.checked = false; }));
    notes.value = written.textContent = "";
    say();
  };

  const print = () => {
    document.documentElement.classList.add("prints-sheet");
    window.print();
  };

  list.addEventListener("change", say);
  notes.addEventListener("input", () => { written.textContent = notes.value; });
  sheet.querySelector("[value=print]").addEventListener("click", print);
  sheet.querySelector("[value=clear]").addEventListener("click", clear);
  window.addEventListener("afterprint", () => document.documentElement.classList.remove("prints-sheet"));
  say();
})();
