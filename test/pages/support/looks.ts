/** Texts that do not fit where they stand, as an expression of a page. */
export const clippedCells = `[...document.querySelectorAll("td, th, p, h1, h2, li, dd, figcaption")]
  .filter((cell) => cell.scrollWidth > cell.clientWidth + 1 && cell.clientWidth > 0).map((cell) => cell.textContent)`;

/** Texts with less contrast than 4.5 : 1 (WCAG 2.2, 1.4.3). */
export const faintText = `(() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((value) => value / 255)
    .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const light = (colour) => channels(colour).reduce((sum, value, index) => sum + value * [0.2126, 0.7152, 0.0722][index], 0);
  const ground = light(getComputedStyle(document.body).backgroundColor);
  return [...document.querySelectorAll("h1, h2, p, li, caption, figcaption, th, td, dt, dd, span, text")].filter((element) => {
    const style = getComputedStyle(element);
    const ink = light(element.tagName === "text" ? style.fill : style.color);
    return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05) < 4.5;
  }).map((element) => element.textContent);
})()`;
