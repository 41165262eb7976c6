"use strict";
// The grid of rights: how many changes there are, person by person and in all, and whether any would be lost.
{
  const form = document.querySelector("[data-approvers]");
  const total = form?.querySelector("[data-total]");

  const isChanged = (box) => box.checked !== box.defaultChecked;
  const boxesIn = (part) => [...part.querySelectorAll(".chip input")];
  const said = ({ none = "", one, many }, count) => (count === 0 ? none : count === 1 ? one : many.replace("{n}", count));

  const tell = () => {
    let all = 0;
    for (const row of form.querySelectorAll("[data-person]")) {
      const count = boxesIn(row).filter(isChanged).length;
      const place = row.querySelector("[data-changes]");
      place.textContent = said(place.dataset, count);
      all += count;
    }
    total.textContent = said(total.dataset, all);
    form.querySelector("[data-save]").disabled = all === 0;
    form.querySelector("[data-undo]").hidden = all === 0;
    form.querySelector(".actionbar").classList.toggle("is-active", all > 0);
    return all;
  };

  if (total) {
    let isSaving = false;
    form.addEventListener("change", tell);
    form.addEventListener("reset", () => setTimeout(tell));
    form.addEventListener("submit", () => { isSaving = true; });
    window.addEventListener("beforeunload", (event) => {
      if (!isSaving && tell() > 0) {
        event.preventDefault();
      }
    });
    window.addEventListener("pageshow", () => { isSaving = false; tell(); });
  }
}
