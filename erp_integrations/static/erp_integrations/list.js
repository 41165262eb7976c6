// A list: what is selected and what it comes to, and the keys.
import { centsOf, inWords, valueOf } from "./money.js";

{
  const form = document.querySelector("form[data-list]");
  const rows = form ? [...form.querySelectorAll("#result_list tbody tr")] : [];
  const boxOf = (row) => row.querySelector("input[name=_selected_action]");
  const boxes = rows.map(boxOf).filter(Boolean);
  const bar = form?.querySelector("[data-actionbar]");
  let current = -1;

  const cents = (row) => {
    const value = row.querySelector(".field-amount_column data")?.value;
    return value ? centsOf(valueOf(value)) : 0n;
  };

  const isAcross = () => bar.querySelector("[name=select_across]").value === "1";
  const setAcross = (isOn) => { bar.querySelector("[name=select_across]").value = isOn ? "1" : "0"; };

  const tell = () => {
    if (!bar) {
      return;
    }
    const selected = rows.filter((row) => boxOf(row)?.checked);
    for (const row of rows) {
      row.classList.toggle("selected", Boolean(boxOf(row)?.checked));
    }
    const said = bar.querySelector("[data-selected]");
    const { none, one, many, all } = said.dataset;
    const texts = selected.length === 1 ? one : many.replace("{n}", selected.length);
    said.textContent = isAcross() ? all.replace("{n}", form.dataset.count) : selected.length ? texts : none;
    const hasAmounts = form.querySelector(".field-amount_column");
    const sum = selected.reduce((total, row) => total + cents(row), 0n);
    bar.querySelector("[data-sum]").textContent = hasAmounts && selected.length && !isAcross() ? inWords(sum) : "";
    const isFull = boxes.length > 0 && selected.length === boxes.length;
    const hasMore = String(boxes.length) !== form.dataset.count;
    bar.querySelector("[data-across]").hidden = !(isFull && hasMore) || isAcross();
    bar.querySelector("[data-clear]").hidden = selected.length === 0;
    bar.classList.toggle("is-active", selected.length > 0);
    for (const button of bar.querySelectorAll("button[name=action]")) {
      button.disabled = selected.length === 0;
    }
    const toggle = document.getElementById("action-toggle");
    if (toggle) {
      toggle.checked = isFull;
      toggle.indeterminate = selected.length > 0 && !isFull;
    }
  };

  const selectAll = (isOn) => {
    for (const box of boxes) {
      box.checked = isOn;
    }
    setAcross(false);
    tell();
  };

  const moveTo = (position) => {
    if (!rows.length) {
      return;
    }
    rows[current]?.classList.remove("current");
    current = Math.max(0, Math.min(rows.length - 1, position));
    rows[current].classList.add("current");
    rows[current].scrollIntoView({ block: "nearest" });
    (boxOf(rows[current]) || rows[current].querySelector("a"))?.focus({ preventScroll: true });
  };

  // A decision by key is on what is selected, or else on the record that one is at.
  const press = (action) => {
    const button = bar?.querySelector(`button[name=action][value=${action}]`);
    const isAny = boxes.some((box) => box.checked);
    if (!button || (!isAny && current < 0)) {
      return;
    }
    if (!isAny) {
      const box = boxOf(rows[current]);
      if (!box) {
        return;
      }
      box.checked = true;
      tell();
    }
    button.click();
  };

  const keys = {
    j: () => moveTo(current + 1),
    k: () => moveTo(current - 1),
    x: () => { const box = rows[current] && boxOf(rows[current]); if (box) { box.checked = !box.checked; setAcross(false); tell(); } },
    Enter: () => rows[current]?.querySelector("th a, td a")?.click(),
    a: () => press("accept"),
    e: () => press("accept_and_export"),
    r: () => press("reject"),
  };

  if (form) {
    let last = null;
    form.addEventListener("change", (event) => {
      if (event.target.id === "action-toggle") {
        selectAll(event.target.checked);
      } else if (boxes.includes(event.target)) {
        setAcross(false);
        tell();
      }
    });
    form.addEventListener("click", (event) => {
      if (event.target.closest("[data-across]")) {
        setAcross(true);
        tell();
      } else if (event.target.closest("[data-clear]")) {
        selectAll(false);
      }
      // Shift selects everything between two boxes.
      const place = boxes.indexOf(event.target);
      if (place >= 0) {
        if (event.shiftKey && last !== null) {
          for (const box of boxes.slice(Math.min(last, place), Math.max(last, place) + 1)) {
            box.checked = event.target.checked;
          }
          tell();
        }
        last = place;
      }
    });
    document.addEventListener("keydown", (event) => {
      const isPlain = !(event.ctrlKey || event.metaKey || event.altKey);
      const isTyping = event.target.closest("input:not([type=checkbox]), textarea, select, dialog[open]");
      const isOwnEnter = event.key === "Enter" && (current < 0 || event.target.closest("a, button"));
      if (isPlain && !isTyping && !isOwnEnter && keys[event.key]) {
        event.preventDefault();
        keys[event.key]();
      }
    });
    // On a phone the chosen tab may be beyond the edge.
    document.querySelector(".tabs [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
    // A page that comes back from the browser's memory may have ticks of its own.
    window.addEventListener("pageshow", tell);
    tell();
  }
}
