/** `1,234.50 EUR`: rounded here and nowhere before, to as many places as the currency has (`1,235 JPY`). */
export function moneyWords(amount: number, currency: string): string {
  return `${amountWords(amount, currency)} ${currency}`;
}

/** `1,234.50`. */
export function amountWords(amount: number, currency: string): string {
  const [whole = "", part] = roundedAmount(amount, currency).split(".");
  const grouped = numberWords(whole);
  return part === undefined ? grouped : `${grouped}.${part}`;
}

/** `1234.50`, for machines. */
export function roundedAmount(amount: number, currency: string): string {
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat("en", {
    style: "currency",
    currency,
  }).resolvedOptions();
  // What is a half in decimals may be a hair below it in binary.
  return (amount + Math.sign(amount) * 1e-9).toFixed(digits);
}

/** `12,345`. */
export function numberWords(number: number | string): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}
