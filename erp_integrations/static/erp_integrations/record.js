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

  // What Enter in the reason's form would press first is not what the person meant.
  document.querySelector("form[data-record-actions]")?.addEventListener("submit", (event) => {
    const reason = event.target.querySelector("textarea[name=reason]");
    if (event.submitter?.value === "reject" && reason && !reason.value.trim()) {
      event.preventDefault();
      reason.focus();
    }
  });
}
