"use strict";
// The question for a reason: the cursor goes into it, and Escape closes it.
{
  for (const box of document.querySelectorAll("details[data-asks]")) {
    box.addEventListener("toggle", () => {
      if (box.open) {
        box.querySelector("textarea").focus();
      }
    });
    box.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        box.open = false;
        box.querySelector("summary").focus();
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
