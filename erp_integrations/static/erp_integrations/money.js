// Amounts as whole numbers of cents, and decimals as whole numbers with a count of places: no digit gets lost.

// How the reader writes numbers, as the server says: no page guesses it from the browser.
const { decimals = ".", thousands = "," } = document.documentElement.dataset;
const escaped = (sign) => sign.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const AMOUNT = new RegExp(`^([+-]?)(\\d+|\\d{1,3}(?:${escaped(thousands)}\\d{3})+)?(?:${escaped(decimals)}(\\d*))?$`);

// The decimal that a text is, as forms take it; null for what is none.
export const decimalOf = (text) => {
  const parts = AMOUNT.exec(text.replace(/\s/g, ""));
  if (!parts || !(parts[2] || parts[3])) {
    return null;
  }
  const places = (parts[3] || "").length;
  const digits = BigInt(`${(parts[2] || "").replaceAll(thousands, "")}${parts[3] || ""}`);
  return { digits: parts[1] === "-" ? -digits : digits, places };
};

// A value that the server wrote for scripts: always with a point, and no thousands parted.
export const valueOf = (text) => {
  const [whole, places = ""] = text.split(".");
  return { digits: BigInt(`${whole}${places}`), places: places.length };
};

export const product = (one, other) => ({ digits: one.digits * other.digits, places: one.places + other.places });

// Half a cent counts as one, away from zero, as everywhere in the tool.
export const centsOf = ({ digits, places }) => {
  const size = digits < 0n ? -digits : digits;
  const unit = 10n ** BigInt(places);
  const cents = (size * 200n + unit) / (2n * unit);
  return digits < 0n ? -cents : cents;
};

const written = (cents, writeWhole, mark) => {
  const size = cents < 0n ? -cents : cents;
  return `${cents < 0n ? "-" : ""}${writeWhole(size / 100n)}${mark}${String(size % 100n).padStart(2, "0")}`;
};

// As people read it: 1,234.50.
const parted = (size) => String(size).replace(/\B(?=(\d{3})+$)/g, thousands);

export const inWords = (cents) => written(cents, parted, decimals);

// As people type it: 1234.50.
export const asTyped = (cents) => written(cents, String, decimals);
