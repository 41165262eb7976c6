"use strict";
// What every page needs: the sidebar on small screens, dialogs, filters that apply at once, links that have a key.
{
  // While it is open it is all that the keyboard reaches, and then the focus is where it was before.
  const openSidebar = (isOpen) => {
    const button = document.querySelector("[data-toggles=sidebar]");
    if (!button || isOpen === document.body.classList.contains("sidebar-open")) {
      return;
    }
    document.body.classList.toggle("sidebar-open", isOpen);
    button.setAttribute("aria-expanded", String(isOpen));
    document.querySelector(".column").inert = isOpen;
    (isOpen ? document.querySelector("#sidebar a") : button).focus();
  };

  // On a wide screen it is always there.
  matchMedia("(max-width: 60rem)").addEventListener("change", () => openSidebar(false));

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
