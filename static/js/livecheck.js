// The preview with its checks: asked for while somebody types, put into place, and explained sentence by sentence.
// Nothing here decides anything: the server checks, and saving checks again. Without it the form works as it is.
"use strict";

(() => {
  const WAIT = 200; // milliseconds after the last key
  const LINGER = 250; // milliseconds in which the pointer can reach the card
  const UNREACHED = "The checks could not be reached. Your text is still here. They start again when you go on typing.";

  // The server counts characters, the field counts units of UTF-16.
  const unitsOf = (text, characters) => [...text].slice(0, characters).join("").length;

  // The card with a sentence's evidence: shown while the pointer or the focus is on its number or its verdict.
  const cardOf = (box) => {
    const card = box.querySelector(".live-card");
    const preview = box.querySelector(".markdownx-preview");
    let trigger = null;
    let isPinned = false;
    let timer = 0;

    const numberOf = (element) => element.dataset.sentence ?? element.getAttribute("href").match(/\d+$/)[0];
    const triggerAt = (target) => target.closest?.(".marker a, .live-tag");

    const hide = () => {
      clearTimeout(timer);
      trigger?.removeAttribute("aria-describedby");
      card.hidden = true;
      trigger = null;
      isPinned = false;
    };

    const place = () => {
      const around = card.offsetParent.getBoundingClientRect();
      card.style.top = `${trigger.getBoundingClientRect().bottom - around.top + 6}px`;
    };

    const closeButton = () => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "live-close";
      button.textContent = "Close";
      button.addEventListener("click", () => leave());
      return button;
    };

    const show = (element) => {
      clearTimeout(timer);
      const sentence = box.querySelector(`#live-${numberOf(element)}`);
      if (!sentence || (isPinned && element !== trigger)) return;
      if (element !== trigger) {
        hide();
        trigger = element;
        card.replaceChildren(...sentence.cloneNode(true).children, closeButton());
        card.setAttribute("aria-label", `Sentence ${numberOf(element)}`);
      }
      card.hidden = false;
      trigger.setAttribute("aria-describedby", card.id);
      place();
    };

    const leave = () => {
      const back = trigger;
      const isInside = card.contains(document.activeElement);
      hide();
      if (isInside) back?.focus();
      hide(); // the focus would show it again
    };

    const soon = () => {
      clearTimeout(timer);
      if (!isPinned) timer = setTimeout(hide, LINGER);
    };

    preview.addEventListener("mouseover", (event) => {
      const element = triggerAt(event.target);
      if (element) show(element);
    });
    preview.addEventListener("mouseout", (event) => {
      if (triggerAt(event.target)) soon();
    });
    card.addEventListener("mouseenter", () => clearTimeout(timer));
    card.addEventListener("mouseleave", soon);
    preview.addEventListener("focusin", (event) => {
      const element = triggerAt(event.target);
      if (element) show(element);
    });
    preview.addEventListener("focusout", soon);
    card.addEventListener("focusout", (event) => {
      if (!card.contains(event.relatedTarget)) hide();
    });
    preview.addEventListener("click", (event) => {
      const element = triggerAt(event.target);
      if (!element) return;
      event.preventDefault(); // the card has what the number leads to
      isPinned = false;
      show(element);
      if (card.hidden) return;
      isPinned = true;
      card.focus({ preventScroll: true });
    });
    preview.addEventListener("scroll", () => trigger && !isPinned && hide());
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !card.hidden) leave();
    });
    return { hide, isOpen: () => isPinned && !card.hidden };
  };

  // The way to a sentence: it is selected in the field.
  const goTo = (editor, button) => {
    const [start, end] = [button.dataset.start, button.dataset.end].map((n) => unitsOf(editor.value, Number(n)));
    editor.focus();
    editor.setSelectionRange(start, end);
    const share = start / Math.max(editor.value.length, 1);
    editor.scrollTop = share * editor.scrollHeight - editor.clientHeight / 3;
  };

  // What has the focus in an answer that is replaced gets it back in the new one.
  const focusedIn = (part) => {
    const element = document.activeElement;
    if (!part.contains(element) || element === part) return null;
    const all = (place) => [...place.querySelectorAll("a, button, summary")];
    const number = all(part).indexOf(element);
    return () => all(part)[number]?.focus({ preventScroll: true });
  };

  const openIn = (part) => [...part.querySelectorAll("details")].map((details) => details.open);

  const put = (part, content) => {
    const refocus = focusedIn(part);
    const opened = openIn(part);
    const { scrollTop } = part;
    part.replaceChildren(...content.childNodes);
    part.querySelectorAll("details").forEach((details, number) => {
      details.open = opened[number] ?? false;
    });
    part.scrollTop = scrollTop;
    refocus?.();
  };

  const start = (box) => {
    const editor = box.querySelector(".markdownx-editor");
    const trouble = box.querySelector(".live-trouble");
    const announcer = box.querySelector("[data-announce]");
    const title = document.getElementById(box.dataset.title);
    const card = cardOf(box);
    let request = null;
    let timer = 0;

    const say = (message) => {
      trouble.hidden = !message;
      trouble.textContent = message;
      if (message) announcer.textContent = message;
      box.classList.toggle("is-behind", Boolean(message));
    };

    const show = (html) => {
      const answer = document.createElement("template");
      answer.innerHTML = html; // made by our server for this page alone; scripts in it would not run
      card.hide();
      for (const part of answer.content.querySelectorAll("[data-part]")) {
        put(box.querySelector(`[data-part="${part.dataset.part}"]`), part);
        const summary = part.dataset.summary;
        if (summary && announcer.textContent !== summary) announcer.textContent = summary;
      }
    };

    const form = () => {
      const sent = new FormData();
      sent.append("content", editor.value);
      sent.append("title", title?.value ?? "");
      sent.append("kind", box.dataset.kind);
      sent.append("page", box.dataset.page);
      const whole = editor.form ? new FormData(editor.form) : new FormData();
      if (editor.form?.querySelector('[name="figures"]')) sent.append("has_choices", "yes");
      for (const name of ["language", "related", "disagreements", "figures"]) {
        for (const value of whole.getAll(name)) sent.append(name, value);
      }
      sent.append("csrfmiddlewaretoken", document.querySelector("input[name=csrfmiddlewaretoken]").value);
      return sent;
    };

    const ask = async () => {
      request?.abort();
      const own = new AbortController();
      request = own;
      try {
        const response = await fetch(editor.dataset.markdownxUrlsPath, { method: "POST", body: form(), signal: own.signal });
        const text = await response.text();
        if (own.signal.aborted) return;
        if (response.ok) {
          say("");
          show(text);
        } else {
          say(response.headers.get("Content-Type")?.startsWith("text/plain") ? text : UNREACHED);
        }
      } catch {
        if (!own.signal.aborted) say(UNREACHED);
      }
    };

    const askSoon = () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    };

    editor.addEventListener("input", askSoon);
    title?.addEventListener("input", askSoon);
    editor.form?.addEventListener("change", askSoon);
    editor.addEventListener("dragover", (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault(); // else the browser opens the file
    });
    box.addEventListener("click", (event) => {
      const button = event.target.closest(".live-go");
      if (button) goTo(editor, button);
    });
    box.liveForm = form;
    ask();
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const box of document.querySelectorAll(".markdownx")) {
      box.querySelectorAll("[data-script-only]").forEach((element) => {
        element.hidden = false;
      });
      start(box);
    }
  });
})();
