"use strict";
// A question that opens: the cursor goes to its answer, and Escape closes it.
{
  for (const box of document.querySelectorAll("details[data-asks]")) {
    box.addEventListener("toggle", () => {
      if (box.open) {
        box.querySelector("textarea, button").focus();
      }
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        box.open = false;
        box.querySelector("summary").focus();
      }
    });
  }

  // An action sends what is stored. While the form beside it holds something else, it says so instead.
  const actions = document.querySelector("form[data-record-actions]");
  const edited = document.querySelector("main form.form");
  const note = actions?.querySelector("[data-unsaved]");
  if (edited && note) {
    const stored = new URLSearchParams(new FormData(edited)).toString();
    const isUnsaved = () => new URLSearchParams(new FormData(edited)).toString() !== stored;
    actions.addEventListener("submit", (event) => {
      note.hidden = !isUnsaved();
      if (!note.hidden) {
        event.preventDefault();
        note.focus();
      }
    });
  }

  // What Enter in the form of a reason or a note would press first is not what the person meant.
  document.querySelector("form[data-record-actions]")?.addEventListener("submit", (event) => {
    const asked = { reject: "reason", hold: "note" }[event.submitter?.value];
    const words = asked && event.target.querySelector(`textarea[name=${asked}]`);
    if (words && !words.value.trim()) {
      event.preventDefault();
      words.focus();
    }
  });
}
