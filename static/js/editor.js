// What the Markdown editor of the package lacks: the keyboard can leave it, a file that is dropped is not sent before it
// has its words, and nobody leaves a text behind that is not saved. The listeners are set on the document and run before the package's own.
"use strict";

(() => {
  const isEditor = (target) => target instanceof HTMLTextAreaElement && target.matches(".markdownx-editor");

  // The package writes a tab instead of moving on (WCAG 2.1.2, no keyboard trap).
  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && isEditor(event.target)) event.stopImmediatePropagation();
  }, true);

  // A picture needs words: the dialog of pictures.js asks for them before anything is sent.
  const upload = (editor, files) => {
    editor.dispatchEvent(new CustomEvent("picture-files", { bubbles: true, detail: files }));
  };

  const takeFiles = (name, filesOf) => {
    document.addEventListener(name, (event) => {
      const files = isEditor(event.target) ? [...(filesOf(event)?.files ?? [])] : [];
      if (!files.length) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      upload(event.target, files);
    }, true);
  };
  takeFiles("drop", (event) => event.dataTransfer);
  takeFiles("paste", (event) => event.clipboardData);

  // A form that comes back with errors was not saved, so its text is not either.
  const isUnsaved = (editor) => editor.value !== editor.defaultValue || document.querySelector(".errornote") !== null;
  let isSaving = false;

  document.addEventListener("submit", (event) => {
    isSaving = event.target.querySelector(".markdownx-editor") !== null;
  });
  window.addEventListener("pageshow", () => {
    isSaving = false; // back from the page that a save led to
  });
  window.addEventListener("beforeunload", (event) => {
    const isLost = [...document.querySelectorAll(".markdownx-editor")].some(isUnsaved);
    if (isLost && !isSaving) event.preventDefault();
  });
})();
