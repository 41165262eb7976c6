"use strict";
// Choosing files: they may be dropped, and are listed with their sizes before they are sent.
{
  const form = document.querySelector("form[data-upload]");
  const zone = form.querySelector("[data-dropzone]");
  const input = form.querySelector("input[type=file]");
  const tooLarge = form.querySelector("[data-too-large]");
  // Not every form has a limit for each file.
  const tooLargeAlone = form.querySelector("[data-too-large-alone]");
  const button = form.querySelector("button[type=submit]");
  zone.classList.add("has-script");

  const size = (bytes) => (bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);

  const entry = (file) => {
    const item = document.createElement("li");
    for (const words of [file.name, size(file.size)]) {
      item.append(Object.assign(document.createElement("span"), { textContent: words }));
    }
    return item;
  };

  const show = () => {
    const files = [...input.files];
    form.querySelector("[data-chosen]").replaceChildren(...files.map(entry));
    const larger = files.filter((file) => file.size > Number(form.dataset.limitEach ?? Infinity));
    const together = files.reduce((sum, file) => sum + file.size, 0);
    if (tooLargeAlone) {
      tooLargeAlone.hidden = larger.length === 0;
      tooLargeAlone.querySelector("[data-names]").textContent = larger.map((file) => `“${file.name}”`).join(", ");
    }
    // Without the files that are too large by themselves the rest may do.
    tooLarge.hidden = larger.length > 0 || together <= Number(form.dataset.limit);
    button.disabled = larger.length > 0 || !tooLarge.hidden;
  };

  input.addEventListener("change", show);

  for (const name of ["dragover", "dragleave", "drop"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.toggle("is-over", name === "dragover");
    });
  }

  zone.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      show();
    }
  });

  form.addEventListener("submit", (event) => {
    if (button.disabled) {
      event.preventDefault();
    }
  });

  // A browser keeps the choice when somebody comes back.
  show();
}
