// Suggestions under the search box: a combobox with a list (WAI-ARIA Authoring Practices, "Editable Combobox With
// List Autocomplete"). Focus stays in the box; the page works the same without this script.
(() => {
  const WAIT = 150; // milliseconds after the last key
  const form = document.querySelector("form[data-suggest]");
  if (!form) return;
  const input = form.querySelector("input");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let timer = 0;
  let request = null;
  let chosen = -1;

  list.id = `${input.id}-list`;
  list.className = "search-list";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.list);
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  form.append(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    status.textContent = "";
    choose(-1);
  };

  const choose = (number) => {
    chosen = number;
    [...list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === number)));
    const option = list.children[number];
    if (!option) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };

  const optionOf = (suggestion, number) => {
    const option = document.createElement("li");
    const kind = document.createElement("span");
    option.id = `${list.id}-${number}`;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.address = suggestion.address;
    option.classList.toggle("is-warning", suggestion.warns);
    kind.textContent = [suggestion.kind, suggestion.title].filter(Boolean).join(": ");
    option.append(`${suggestion.text} `, kind);
    return option;
  };

  const show = (suggestions) => {
    list.replaceChildren(...suggestions.map(optionOf));
    choose(-1);
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = [form.dataset.none, form.dataset.one][suggestions.length] ?? `${suggestions.length} ${form.dataset.found}`;
  };

  const ask = async () => {
    request?.abort();
    const text = input.value.trim();
    if (text.length < 2) return close();
    const mine = (request = new AbortController());
    try {
      const answer = await fetch(`${form.dataset.suggest}?${new URLSearchParams({ q: text })}`, {
        signal: mine.signal,
        credentials: "omit",
      });
      const found = answer.ok ? (await answer.json()).suggestions : [];
      if (request === mine && document.activeElement === input) show(found);
    } catch {
      if (request === mine) close(); // aborted, or no network: the form still works
    }
  };

  const go = (option) => {
    window.location.assign(option.dataset.address);
  };

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  input.addEventListener("keydown", (event) => {
    const count = list.children.length;
    const isOpen = !list.hidden;
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === "ArrowDown" && !isOpen && count) reopen();
    else if (event.key === "ArrowDown" && isOpen) choose(chosen === count - 1 ? -1 : chosen + 1);
    else if (event.key === "ArrowUp" && isOpen) choose(chosen === -1 ? count - 1 : chosen - 1);
    else if (event.key === "Enter" && isOpen && chosen !== -1) go(list.children[chosen]);
    else if (event.key === "Escape" && isOpen) close();
    else return;
    event.preventDefault();
  });

  const reopen = () => {
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    choose(0);
  };

  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the focus stays in the box
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) go(option);
  });
  input.addEventListener("blur", () => {
    clearTimeout(timer);
    request?.abort();
    close();
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    request?.abort();
  });
})();
