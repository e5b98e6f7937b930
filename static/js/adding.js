// While an article is read or loaded: how far it is, and what came of it as soon as it is done.
// Without this script, "Look again" does the same.
"use strict";

(() => {
  const box = document.querySelector("[data-progress]");
  const bar = document.querySelector("#progress");
  const stage = document.querySelector("#stage");

  const show = (answer) => {
    bar.value = answer.share;
    const words = `${answer.stage || "It begins"}.`;
    if (stage.textContent !== words) stage.textContent = words; // it is read aloud only when it changes
  };

  const ask = async () => {
    try {
      const response = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
      const answer = await response.json();
      if (!answer.is_at_work) {
        window.location.reload();
        return;
      }
      show(answer);
    } catch {
      stage.textContent = "The site does not answer. Choose “Look again”.";
    }
    window.setTimeout(ask, 1000);
  };

  window.setTimeout(ask, 1000);
})();
