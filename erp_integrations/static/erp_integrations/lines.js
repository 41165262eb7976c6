// Lines to fill in: their sums while one types, and a focus that goes where the next key is meant for.
import { asTyped, centsOf, decimalOf, inWords, product } from "./money.js";

const ZERO = { digits: 0n, places: 0 };
const UNKNOWN = "–";

const inputOf = (row, name) => row.querySelector(`[name$="-${name}"]`);

// A blank number is zero; null is what is no number yet.
const valueOf = (row, name) => {
  const text = inputOf(row, name)?.value.trim() ?? "";
  return text ? decimalOf(text) : ZERO;
};

// A blank amount means quantity x unit cost, and shows it.
const amountOf = (row) => {
  const [quantity, cost] = [valueOf(row, "quantity"), valueOf(row, "unit_cost")];
  const cents = quantity && cost && centsOf(product(quantity, cost));
  inputOf(row, "amount").placeholder = cents === null ? "" : asTyped(cents);
  return cents;
};

const centsIn = (row, name) => {
  const blank = name === "amount" ? amountOf(row) : 0n;
  if (!inputOf(row, name).value.trim()) {
    return blank;
  }
  const value = valueOf(row, name);
  return value && centsOf(value);
};

// The subcontractor's own detail is no part of the order.
const isKept = (row) =>
  !row.classList.contains("empty-form") &&
  !inputOf(row, "DELETE")?.checked &&
  !inputOf(row, "is_subcontractor_sov")?.checked;

const add = (cents) => (cents.includes(null) ? null : cents.reduce((sum, one) => sum + one, 0n));

const show = (place, cents) => {
  place.textContent = cents === null ? UNKNOWN : inWords(cents);
  place.classList.toggle("money-negative", cents !== null && cents < 0n);
};

const tellSums = (table) => {
  const rows = [...table.querySelectorAll("tbody tr.form-row")].filter(isKept);
  const counted = [...table.querySelectorAll(".empty-form [data-counts]")].map((input) => {
    const name = input.name.split("-").at(-1);
    const sum = add(rows.map((row) => centsIn(row, name)));
    show(table.querySelector(`[data-sum-of="${name}"]`), sum);
    return sum === null ? null : sum * BigInt(input.dataset.counts);
  });
  const total = add(counted);
  for (const place of document.querySelectorAll("[data-total]")) {
    place.dataset.stored ??= place.textContent.trim();
    show(place, total);
    const note = place.parentElement.querySelector("[data-not-saved]");
    if (note) {
      note.hidden = place.textContent === place.dataset.stored;
    }
  }
};

const FIELDS = "input:not([type=hidden]), select:not(.select2-hidden-accessible), .select2-selection";
const firstField = (row) => [...row.querySelectorAll(FIELDS)].find((field) => !field.closest(".field-position"));

for (const group of document.querySelectorAll(".inline-group:has([data-counts])")) {
  const table = group.querySelector("table");
  const tell = () => tellSums(table);
  for (const place of group.querySelectorAll("[data-sums]")) {
    place.hidden = false;
  }
  group.addEventListener("input", tell);
  group.addEventListener("change", tell);
  tell();
}

// Links that act as buttons take the space bar too, as buttons do.
document.addEventListener("keydown", (event) => {
  const button = event.key === " " && event.target.closest(".inline-group a[role=button]");
  if (button) {
    event.preventDefault();
    button.click();
  }
});

document.addEventListener("formset:added", (event) => {
  const row = event.target;
  tellSums(row.closest("table"));
  // The choices that are searched are only being made.
  requestAnimationFrame(() => firstField(row)?.focus());
});

document.addEventListener("formset:removed", (event) => {
  const group = document.getElementById(`${event.detail.formsetName}-group`);
  group?.querySelector(".add-row a")?.focus();
  if (group?.querySelector("[data-counts]")) {
    tellSums(group.querySelector("table"));
  }
});
