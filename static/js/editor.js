// What the Markdown editor of the package lacks: the keyboard can leave it, pictures have a button, and a
// refused upload says why. The listeners are set on the document and run before the package's own.
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

  const insert = (editor, text) => {
    editor.setRangeText(text, editor.selectionStart, editor.selectionEnd, "end");
    editor.dispatchEvent(new Event("input", { bubbles: true })); // the preview follows
  };

  const send = async (editor, file) => {
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
      if (answer.image_code) insert(editor, `${answer.image_code}\n`);
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
})();
