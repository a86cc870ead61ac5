import type { Place } from "../model/joiner.ts";

/** Mean radius of the earth (IUGG). */
const radiusKm = 6_371.0088;

/** Kilometres over the surface of the earth, by the haversine formula: within 0.6 % of the ellipsoid's. */
export function distanceKm(a: Place, b: Place): number {
  const height = haversine(radians(b.latitude - a.latitude));
  const width = haversine(radians(b.longitude - a.longitude));
  const share = height + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * width;
  return 2 * radiusKm * Math.asin(Math.sqrt(Math.min(1, share)));
}

function haversine(angle: number): number {
  return Math.sin(angle / 2) ** 2;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
