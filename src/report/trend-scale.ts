/** Values of an axis from 0 that people count by (1, 2, 5 and their tens), at most `most` steps, the last one not below `top`. */
export function axisValues(top: number, most: number): readonly number[] {
  let step = 1;
  for (let power = 1; Math.ceil(top / step) > most; power *= 10) {
    step = [1, 2, 5].map((times) => times * power).find((each) => Math.ceil(top / each) <= most) ?? 10 * power;
  }
  return Array.from({ length: Math.max(1, Math.ceil(top / step)) + 1 }, (_, index) => index * step);
}

/** The values in words that fit beside an axis: `500`, `5k`, `10k`, `2m`. */
export function axisWords(value: number): string {
  if (value >= 1_000_000 && value % 100_000 === 0) return `${value / 1_000_000}m`;
  return value >= 1000 && value % 100 === 0 ? `${value / 1000}k` : String(value);
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Days since 1970 that a time axis is marked at, with their words: first days of months, or days of a shorter time. */
export function dayMarks(first: number, last: number): readonly { readonly day: number; readonly words: string }[] {
  const range = last - first;
  if (range < 75) {
    const step = Math.max(1, Math.ceil(range / 5));
    return Array.from({ length: Math.floor(range / step) + 1 }, (_, index) => first + index * step).map((day) => {
      const at = new Date(day * 86_400_000);
      return { day, words: `${at.getUTCDate()} ${monthName(at)}` };
    });
  }
  const step = [1, 2, 3, 4, 6, 12].find((each) => range / 30.4375 / each <= 5.5) ?? 12;
  const start = new Date(first * 86_400_000);
  const marks = Array.from({ length: Math.ceil(range / 28) + 2 }, (_, index) => {
    const at = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + index, 1));
    return { at, day: Math.floor(at.getTime() / 86_400_000) };
  });
  return marks
    .filter(({ at, day }) => day >= first && day <= last && (at.getUTCFullYear() * 12 + at.getUTCMonth()) % step === 0)
    .map(({ at, day }) => ({ day, words: `${monthName(at)} ${at.getUTCFullYear()}` }));
}

/** `14 Mar 2027` of `2027-03-14`. */
export function dateWords(day: string): string {
  const at = new Date(day);
  return `${at.getUTCDate()} ${monthName(at)} ${at.getUTCFullYear()}`;
}

/** `Mar` of `2027-03-14`. */
export function monthWords(day: string): string {
  return monthName(new Date(day));
}

function monthName(at: Date): string {
  return months[at.getUTCMonth()] ?? "";
}

/** Days since 1970 of a day. */
export function dayOf(day: string): number {
  return Math.floor(Date.parse(day) / 86_400_000);
}
