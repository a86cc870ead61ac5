import type { LocationReport } from "../model/seat-report.ts";
import { type Html, html, nothing } from "./html.ts";

const width = 200;
const height = 14;

/** Use of one location as a bar: the quota is its frame, what is used fills it, what is over stands out, a mark is the plan's end. */
export function seatBar(location: LocationReport, options: { readonly id: string; readonly most: number }): Html {
  const { quota, now, after } = location;
  const scale = (seats: number) => Math.round((10 * seats * (width - 2)) / Math.max(options.most, 1)) / 10;
  const [title, description] = [`${options.id}-title`, `${options.id}-desc`];
  const inside = scale(Math.min(now.used, quota));
  const over =
    now.over > 0 ? html`<rect class="over" x="${1 + inside}" y="3" width="${scale(now.over)}" height="8"/>` : nothing;
  const mark =
    after.used === now.used
      ? nothing
      : html`<rect class="mark" x="${Math.max(scale(after.used), 0)}" y="0.5" width="3" height="13"/>`;
  return html`<svg class="bar" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-labelledby="${title}" aria-describedby="${description}"><title id="${title}">${location.location}: ${now.used} of ${quota} seats used</title><desc id="${description}">${after.used} after the plan, ${location.waiting} waiting</desc><rect class="track" x="1" y="1" width="${scale(quota)}" height="12"/><rect class="used" x="1" y="3" width="${inside}" height="8"/>${over}${mark}</svg>`;
}

/** The longest bar of a pool, so that its bars can be compared. */
export function mostSeats(locations: readonly LocationReport[]): number {
  return Math.max(1, ...locations.flatMap(({ quota, now, after }) => [quota, now.used, after.used]));
}
