"use strict";
// A button that copies a text. Without a script there is no button, and the text can be selected.
{
  for (const button of document.querySelectorAll("button[data-copies]")) {
    const text = document.getElementById(button.dataset.copies);
    const status = document.querySelector("[data-copy-status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      text.select();
      try {
        await navigator.clipboard.writeText(text.value);
      } catch {
        // A browser offers its clipboard only to pages that come over TLS.
        document.execCommand("copy");
      }
      status.textContent = button.dataset.copied;
      button.textContent = button.dataset.copied;
    });
  }
}
