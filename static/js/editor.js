// What the Markdown editor of the package lacks: the keyboard can leave it, pictures have a button, a refused
// upload says why, and nobody leaves a text behind that is not saved. The listeners are set on the document and run before the package's own.
"use strict";

(() => {
  const isEditor = (target) => target instanceof HTMLTextAreaElement && target.matches(".markdownx-editor");
  const boxOf = (element) => element.closest(".markdownx");

  // The package writes a tab instead of moving on (WCAG 2.1.2, no keyboard trap).
  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && isEditor(event.target)) event.stopImmediatePropagation();
  }, true);

  const say = (box, message) => {
    box.querySelector(".editor-note").textContent = message;
  };

  // Where the paragraph that the cursor stands in ends.
  const endOfParagraph = (text, cursor) => {
    const line = text.lastIndexOf("\n", cursor - 1);
    const from = Math.max(line, 0); // the cursor may stand in a blank line
    const length = text.slice(from).search(/\n[ \t]*\n/);
    return length < 0 ? text.length : from + length;
  };

  // A picture is a paragraph of its own; its description is selected, to be written over.
  const insertPicture = (editor, code) => {
    const text = editor.value;
    const end = endOfParagraph(text, editor.selectionEnd);
    const before = text.slice(0, end).trimEnd();
    const after = text.slice(end).replace(/^([ \t]*\n)+/, "");
    const opening = before ? "\n\n" : "";
    editor.setRangeText(`${opening}${code}${after ? "\n\n" : "\n"}`, before.length, text.length - after.length);
    const description = before.length + opening.length + "![".length;
    editor.focus();
    editor.setSelectionRange(description, description + code.indexOf("](") - "![".length);
    editor.dispatchEvent(new Event("input", { bubbles: true })); // the preview follows
  };

  const send = async (editor, file) => {
    const most = Number(boxOf(editor).dataset.maxMb); // the server says the same, but may hang up before it is heard
    if (file.size > most * 1024 * 1024) return { error: `The picture is larger than ${most} MB. Make it smaller first.` };
    const form = new FormData();
    form.append("image", file);
    form.append("csrfmiddlewaretoken", document.querySelector("input[name=csrfmiddlewaretoken]").value);
    const response = await fetch(editor.dataset.markdownxUploadUrlsPath, { method: "POST", body: form });
    return response.json();
  };

  const upload = async (editor, files) => {
    const box = boxOf(editor);
    for (const file of files) {
      say(box, `${file.name} is being sent.`);
      const answer = await send(editor, file).catch(() => ({ error: "The picture could not be sent. Try again." }));
      if (answer.image_code) insertPicture(editor, answer.image_code);
      say(box, answer.error || "The picture is in the text. Describe it in the square brackets.");
    }
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

  document.addEventListener("change", (event) => {
    if (!(event.target instanceof HTMLInputElement) || !event.target.closest(".editor-picture")) return;
    const editor = boxOf(event.target).querySelector(".markdownx-editor");
    upload(editor, [...event.target.files]);
    event.target.value = ""; // the same file can be chosen again
  });

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
