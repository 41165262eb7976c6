"use strict";
// Long work on a page: its bar moves while it runs, and its card is shown anew when it begins and when it is done. A
// schedule asks for a time of day only where it has one.
{
  const ASK_EVERY_MS = 1000;
  const ASK_AGAIN_MS = 5000;

  const show = (box, told) => {
    const bar = box.querySelector("progress");
    if (told.total) {
      bar.max = told.total;
      bar.value = told.done;
    } else {
      bar.removeAttribute("value");
    }
    const sentence = box.querySelector("[data-run-sentence]");
    if (sentence.textContent !== told.sentence) {
      sentence.textContent = told.sentence;
    }
  };

  const showAnew = async (card) => {
    const answer = await fetch(location.href);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const anew = page.getElementById(card.id);
    if (anew) {
      card.replaceWith(anew);
      prepare(anew);
    }
  };

  const follow = async (box) => {
    try {
      const answer = await fetch(box.dataset.run, { headers: { Accept: "application/json" } });
      if (answer.redirected || answer.status === 403 || answer.status === 404) {
        return;
      }
      const told = await answer.json();
      if (told.status !== box.dataset.status) {
        await showAnew(box.closest("[data-anew]"));
        return;
      }
      show(box, told);
      setTimeout(follow, ASK_EVERY_MS, box);
    } catch {
      // The tool is away for a moment, as when it is started again.
      setTimeout(follow, ASK_AGAIN_MS, box);
    }
  };

  const prepare = (part) => {
    part.querySelectorAll("[data-run]").forEach(follow);
    for (const form of part.querySelectorAll("[data-timing]")) {
      const choice = form.querySelector("select");
      const ask = () => { form.querySelector("[data-at]").hidden = choice.value !== "daily"; };
      choice.addEventListener("change", ask);
      ask();
    }
  };

  prepare(document);
}
