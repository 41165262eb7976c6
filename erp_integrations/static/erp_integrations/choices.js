"use strict";
// Choices that are searched: what stands in for the select box is called what the select box is called, and says what is
// said about it.
{
  const CALLED = ["aria-describedby", "aria-invalid", "aria-required"];

  const labelOf = (select) => {
    const label = [...select.labels].at(-1);
    label.id ||= `${select.id}_label`;
    return label.id;
  };

  const boxOf = (select) => select.nextElementSibling?.querySelector(".select2-selection");

  const name = (select) => {
    const box = boxOf(select);
    if (!box || !select.labels.length) {
      return;
    }
    const shown = box.querySelector(".select2-selection__rendered");
    box.setAttribute("aria-labelledby", `${labelOf(select)} ${shown.id}`);
    for (const attribute of CALLED) {
      if (select.hasAttribute(attribute)) {
        box.setAttribute(attribute, select.getAttribute(attribute));
      }
    }
    // It is the text of the box, not a field in it.
    shown.removeAttribute("role");
    shown.removeAttribute("aria-readonly");
  };

  // What opens has a field to search in and a list.
  const nameOpened = (select) => {
    const opened = document.querySelector("body > .select2-container--open");
    const parts = [opened, ...opened.querySelectorAll(".select2-search__field, .select2-results__options")];
    for (const part of parts) {
      part.setAttribute("aria-labelledby", labelOf(select));
    }
    opened.id ||= `${select.id}_choices`;
    opened.setAttribute("role", "dialog");
    boxOf(select).setAttribute("aria-haspopup", "dialog");
    boxOf(select).setAttribute("aria-controls", opened.id);
  };

  const nameAll = (part) => part.querySelectorAll("select.select2-hidden-accessible").forEach(name);

  const $ = window.django?.jQuery;
  if ($) {
    // The boxes are made when the page is ready, by whoever asked before.
    $(() => nameAll(document));
    document.addEventListener("formset:added", (event) => nameAll(event.target));
    $(document).on("select2:open", (event) => nameOpened(event.target));
    $(document).on("select2:close", (event) => boxOf(event.target).removeAttribute("aria-controls"));
  }
}
