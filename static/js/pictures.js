// Pictures in the editor of a text: a dialog asks for the words before a file is sent, or offers what is there.
// The forms come from the server, which checks them; the editor's script says "picture-files" for what is dropped.
"use strict";

(() => {
  const LOST = "The picture could not be sent. Try again.";
  const AGAIN = "Please log in again as an editor. Your text is still in the form: copy it first.";

  const say = (editor, message) => {
    editor.closest(".markdownx").querySelector(".editor-note").textContent = message;
  };

  // Where the paragraph that the cursor stands in ends.
  const endOfParagraph = (text, cursor) => {
    const line = text.lastIndexOf("\n", cursor - 1);
    const from = Math.max(line, 0); // the cursor may stand in a blank line
    const length = text.slice(from).search(/\n[ \t]*\n/);
    return length < 0 ? text.length : from + length;
  };

  // A picture is a paragraph of its own; the cursor stands behind it.
  const insertPicture = (editor, code) => {
    const text = editor.value;
    const end = endOfParagraph(text, editor.selectionEnd);
    const before = text.slice(0, end).trimEnd();
    const after = text.slice(end).replace(/^([ \t]*\n)+/, "");
    const opening = before ? "\n\n" : "";
    editor.setRangeText(`${opening}${code}${after ? "\n\n" : "\n"}`, before.length, text.length - after.length);
    const behind = before.length + opening.length + code.length;
    editor.focus();
    editor.setSelectionRange(behind, behind);
    editor.dispatchEvent(new Event("input", { bubbles: true })); // the preview follows
    say(editor, "The picture is in the text.");
  };

  const fetched = async (address) => {
    const response = await fetch(address);
    if (response.redirected || !response.ok) throw new Error(response.status === 403 && !response.redirected ? "You may not do that. Ask the person who runs the site." : AGAIN);
    return response.text();
  };

  // --- what is wrong, beside the field that it is about

  const clearErrors = (form) => {
    for (const list of form.querySelectorAll(".errorlist")) list.remove();
    for (const field of form.querySelectorAll("[aria-invalid]")) {
      field.removeAttribute("aria-invalid");
      const kept = (field.getAttribute("aria-describedby") || "").split(" ").filter((id) => !id.endsWith("_problem"));
      field.setAttribute("aria-describedby", kept.join(" "));
      if (!kept.join("")) field.removeAttribute("aria-describedby");
    }
  };

  const tell = (part, message) => {
    const note = part.querySelector(".errornote");
    note.textContent = message;
    note.hidden = false;
  };

  const showErrors = (form, message, errors) => {
    clearErrors(form);
    tell(form, errors ? "It was not added. Please correct what is marked below." : message);
    const fields = Object.keys(errors || {}).map((name) => markError(form, name, errors[name])).filter(Boolean);
    if (fields.length) fields[0].focus();
  };

  const markError = (form, name, messages) => {
    const field = form.elements[name] instanceof RadioNodeList ? form.elements[name][0] : form.elements[name];
    if (!field) return null;
    const list = document.createElement("ul");
    list.className = "errorlist";
    list.id = `picture_${name}_problem`;
    for (const message of messages) {
      const item = document.createElement("li");
      item.textContent = message;
      list.append(item);
    }
    const row = field.closest("form > div");
    row.querySelector("label, legend").after(list);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby"), list.id].filter(Boolean).join(" "));
    return field;
  };

  // --- the two forms

  const send = async (form) => {
    const most = Number(form.dataset.maxMb); // the server says the same, but may hang up before it is heard
    const file = form.elements.image.files[0];
    if (file && file.size > most * 1024 * 1024) {
      return { errors: { image: [`The picture is larger than ${most} MB. Make it smaller first.`] } };
    }
    const response = await fetch(form.action, { method: "POST", body: new FormData(form) });
    return response.json();
  };

  const sendForm = async (form, finish) => {
    const button = form.querySelector("[type=submit]");
    if (button.getAttribute("aria-disabled") === "true") return; // it is on its way
    button.setAttribute("aria-disabled", "true");
    const answer = await send(form).catch(() => ({ error: LOST }));
    button.removeAttribute("aria-disabled");
    if (answer.image_code) {
      finish(answer.image_code);
      return;
    }
    showErrors(form, answer.error, answer.errors);
    const known = form.querySelector("[data-known]");
    known.hidden = !answer.known;
    known.dataset.known = answer.known || "";
  };

  const choose = (form, finish) => {
    const code = new FormData(form).get("picture");
    if (code) finish(code);
    else showErrors(form, "Choose one of the pictures first.");
  };

  // --- the dialog

  const fill = (dialog, html) => {
    dialog.innerHTML = html; // from our own server, escaped there
  };

  const open = async (editor, address, dropped = []) => {
    if (document.querySelector("dialog.picture-dialog[open]")) return;
    let html;
    try {
      html = await fetched(address);
    } catch (error) {
      say(editor, error.message);
      return;
    }
    say(editor, "");
    const dialog = document.createElement("dialog");
    dialog.className = "picture-dialog";
    dialog.setAttribute("aria-labelledby", "picture-dialog-title");
    fill(dialog, html);
    document.body.append(dialog);
    if (dropped.length) {
      const files = new DataTransfer();
      files.items.add(dropped[0]);
      dialog.querySelector("[name=image]").files = files.files;
    }
    if (dropped.length > 1) tell(dialog, "Add one picture at a time. This is the first of them.");
    const finish = (code) => {
      dialog.close();
      insertPicture(editor, code);
    };
    dialog.addEventListener("close", () => dialog.remove());
    dialog.addEventListener("click", (event) => {
      if (event.target.closest("[data-close]")) dialog.close();
      const known = event.target.closest("[data-known]");
      if (known) finish(known.dataset.known);
    });
    dialog.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopPropagation(); // no page is being saved
      const form = event.target;
      if (form.matches(".picture-form")) await sendForm(form, finish);
      if (form.matches(".picture-choice")) choose(form, finish);
      if (form.matches(".picture-search")) {
        const found = await fetched(`${form.action}?${new URLSearchParams(new FormData(form))}`).catch((error) => error);
        if (found instanceof Error) showErrors(dialog.querySelector(".picture-choice"), found.message);
        else fill(dialog, found);
        dialog.querySelector("[type=search]").focus();
      }
    });
    dialog.showModal();
    dialog.querySelector(dropped.length ? "[name=alternative]" : "[name=image], [type=search]").focus();
  };

  const editorOf = (element) => element.closest(".markdownx").querySelector(".markdownx-editor");

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-picture-dialog]");
    if (button) open(editorOf(button), button.dataset.pictureDialog);
  });

  document.addEventListener("picture-files", (event) => {
    const button = event.target.closest(".markdownx").querySelector("[data-picture-dialog]");
    open(event.target, button.dataset.pictureDialog, event.detail);
  });

  const show = () => {
    for (const part of document.querySelectorAll("[data-picture-dialog], .editor-drop")) part.hidden = false;
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", show);
  else show();
})();
