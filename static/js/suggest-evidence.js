// What the articles say for the sentence before the cursor: a list below the field, for the keys and the pointer.
// The focus stays in the field, as in any list that completes what is typed (ARIA: aria-activedescendant).
"use strict";

(() => {
  const BEGUN = /\[@[^\]\n"“]*$/; // a mark that is being typed, before its quote
  const UNREACHED = "The suggestions could not be reached. Your text is still here.";
  const KEYS = "The arrow keys choose, Enter puts it into the text, Escape closes the list.";

  const unitsOf = (text, characters) => [...text].slice(0, characters).join("").length;
  const charactersOf = (text, units) => [...text.slice(0, units)].length;

  const start = (box) => {
    const editor = box.querySelector(".markdownx-editor");
    const panel = box.querySelector(".live-panel");
    const announcer = box.querySelector("[data-announce]");
    let request = null;
    let active = null;
    let dismissed = -1; // where the mark begins for which the list was closed

    const begunAt = () => {
      const found = editor.value.slice(0, editor.selectionStart).match(BEGUN);
      return found ? found.index : -1;
    };
    const isOpen = () => !panel.hidden;
    const options = () => [...panel.querySelectorAll("[role=option]:not([hidden])")];

    const setActive = (option) => {
      active?.setAttribute("aria-selected", "false");
      active = option;
      if (!option) {
        editor.removeAttribute("aria-activedescendant");
        return;
      }
      option.setAttribute("aria-selected", "true");
      editor.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    };

    const close = () => {
      request?.abort();
      setActive(null);
      panel.hidden = true;
      panel.replaceChildren();
      editor.removeAttribute("aria-controls");
      editor.removeAttribute("aria-autocomplete");
    };

    const show = (html) => {
      const answer = document.createElement("template");
      answer.innerHTML = html; // made by our server
      panel.replaceChildren(answer.content);
      panel.hidden = false;
      editor.setAttribute("aria-controls", panel.querySelector("[role=listbox]").id);
      editor.setAttribute("aria-autocomplete", "list");
      announcer.textContent = `${panel.querySelector("[role=listbox]").dataset.summary} ${KEYS}`;
      narrow();
    };

    const tell = (message) => {
      const line = document.createElement("p");
      line.textContent = message;
      panel.replaceChildren(line);
      panel.hidden = false;
      announcer.textContent = message;
    };

    const open = async () => {
      request?.abort();
      const own = new AbortController();
      request = own;
      const form = box.liveForm();
      form.append("cursor", charactersOf(editor.value, editor.selectionStart));
      try {
        const response = await fetch(box.dataset.evidence, { method: "POST", body: form, signal: own.signal });
        const text = await response.text();
        if (own.signal.aborted) return;
        if (response.ok) show(text);
        else tell(response.headers.get("Content-Type")?.startsWith("text/plain") ? text : UNREACHED);
      } catch {
        if (!own.signal.aborted) tell(UNREACHED);
      }
    };

    // What follows "[@" narrows the list: "[@article-4" leaves what that article says.
    const narrow = () => {
      const begun = begunAt();
      const typed = begun < 0 ? "" : editor.value.slice(begun + 2, editor.selectionStart).trim().toLowerCase();
      for (const option of panel.querySelectorAll("[role=option][data-mark]")) {
        option.hidden = !option.dataset.mark.slice(2).toLowerCase().startsWith(typed);
      }
      if (active?.hidden) setActive(null);
    };

    const write = (start, end, text) => {
      editor.focus();
      editor.setSelectionRange(start, end);
      // It is old, but alone it lets people undo what was written.
      if (!document.execCommand("insertText", false, text)) {
        editor.setRangeText(text, start, end, "end");
        editor.dispatchEvent(new Event("input", { bubbles: true }));
      }
    };

    const choose = (option) => {
      const { mark, inside } = option.dataset;
      if (!mark) return;
      const list = panel.querySelector("[role=listbox]");
      const begun = begunAt();
      const from = begun >= 0 ? begun : unitsOf(editor.value, Number(list.dataset.start));
      const to = begun >= 0 ? editor.selectionStart : unitsOf(editor.value, Number(list.dataset.end));
      const before = /\S$/.test(editor.value.slice(0, from)) ? " " : "";
      const after = /^\w/.test(editor.value.slice(to)) ? " " : "";
      close();
      write(from, to, `${before}${mark}${after}`);
      const end = from + before.length + (inside ? Number(inside) : mark.length);
      editor.setSelectionRange(end, end);
      announcer.textContent = inside ? "Now type the exact words of the article." : "The citation is in the text.";
    };

    const move = (step) => {
      const all = options();
      const now = all.indexOf(active);
      setActive(all[now < 0 ? (step > 0 ? 0 : all.length - 1) : (now + step + all.length) % all.length]);
    };

    editor.addEventListener("input", () => {
      const begun = begunAt();
      if (begun < 0 || begun === dismissed) {
        if (begun < 0) dismissed = -1;
        if (isOpen()) close();
      } else if (isOpen()) {
        narrow();
      } else {
        open();
      }
    });

    editor.addEventListener("keydown", (event) => {
      if (event.altKey && event.key === "ArrowDown") {
        event.preventDefault();
        open();
        return;
      }
      if (!isOpen() || event.isComposing) return;
      if (event.key === "Escape") {
        dismissed = begunAt();
        close();
      } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter" && active) {
        choose(active);
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    });

    panel.addEventListener("mousedown", (event) => event.preventDefault()); // the focus stays in the field
    panel.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) choose(option);
    });
    editor.addEventListener("blur", () => {
      if (isOpen() && document.hasFocus()) close();
    });
    box.querySelector(".live-suggest").addEventListener("click", () => {
      editor.focus();
      open();
    });
  };

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".markdownx").forEach(start));
})();
