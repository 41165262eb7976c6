// Amounts as whole numbers of cents, and decimals as whole numbers with a count of places: no digit gets lost.

const language = document.documentElement.lang || "en";
const whole = new Intl.NumberFormat(language);
const point = new Intl.NumberFormat(language, { minimumFractionDigits: 1 }).formatToParts(0).find((part) => part.type === "decimal").value;

// The decimal that a text is, as forms take it; null for what is none.
export const decimalOf = (text) => {
  const parts = /^([+-]?)(\d*)(?:\.(\d*))?$/.exec(text.trim());
  if (!parts || !(parts[2] || parts[3])) {
    return null;
  }
  const places = (parts[3] || "").length;
  const digits = BigInt(`${parts[2]}${parts[3] || ""}`);
  return { digits: parts[1] === "-" ? -digits : digits, places };
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
export const inWords = (cents) => written(cents, (size) => whole.format(size), point);

// As people type it: 1234.50.
export const asTyped = (cents) => written(cents, String, ".");
