"use strict";
// What every page needs: the sidebar on small screens, dialogs, filters that apply at once, links that have a key.
{
  const openSidebar = (isOpen) => {
    document.body.classList.toggle("sidebar-open", isOpen);
    document.querySelector("[data-toggles=sidebar]")?.setAttribute("aria-expanded", String(isOpen));
  };

  const isTyping = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-toggles=sidebar]")) {
      openSidebar(!document.body.classList.contains("sidebar-open"));
    } else if (event.target.closest("[data-closes=sidebar]")) {
      openSidebar(false);
    }
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      document.getElementById(opener.dataset.opens).showModal();
    }
    if (event.target instanceof HTMLDialogElement) {
      event.target.close();
    }
    for (const box of document.querySelectorAll("details[data-asks][open]")) {
      if (!box.contains(event.target)) {
        box.open = false;
      }
    }
  });

  document.addEventListener("change", (event) => {
    const filters = event.target.closest("[data-filters]");
    if (filters && event.target.matches("select")) {
      filters.requestSubmit();
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      openSidebar(false);
    }
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) {
      return;
    }
    if (event.key === "?" && document.getElementById("keys")) {
      event.preventDefault();
      document.getElementById("keys").showModal();
    } else if (event.key === "/" && document.querySelector("[data-search]")) {
      event.preventDefault();
      document.querySelector("[data-search]").focus();
    } else {
      document.querySelector(`[data-key="${CSS.escape(event.key)}"]`)?.click();
    }
  });
}
