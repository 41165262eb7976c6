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

  const name = (select) => {
    const box = select.nextElementSibling?.querySelector(".select2-selection");
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

  const nameAll = (part) => part.querySelectorAll("select.select2-hidden-accessible").forEach(name);

  const $ = window.django?.jQuery;
  if ($) {
    // The boxes are made when the page is ready, by whoever asked before.
    $(() => nameAll(document));
    document.addEventListener("formset:added", (event) => nameAll(event.target));
    $(document).on("select2:open", (event) => {
      const search = document.querySelector(".select2-container--open .select2-search__field");
      search?.setAttribute("aria-labelledby", labelOf(event.target));
      document.querySelector(".select2-container--open .select2-results__options")?.setAttribute("aria-labelledby", labelOf(event.target));
    });
  }
}
