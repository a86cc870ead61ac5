import { expect, test } from "vitest";
import { distanceKm } from "../../src/plan/joiner-distance.ts";

const berlin = { latitude: 52.52, longitude: 13.405 };
const sydney = { latitude: -33.8688, longitude: 151.2093 };

test.each([
  ["the same place", berlin, berlin, 0],
  ["Berlin and Sydney", berlin, sydney, 16_090],
  ["a quarter of the equator", { latitude: 0, longitude: 0 }, { latitude: 0, longitude: 90 }, 10_008],
  ["both sides of the date line", { latitude: 0, longitude: 179.5 }, { latitude: 0, longitude: -179.5 }, 111],
  ["the two poles", { latitude: 90, longitude: 17 }, { latitude: -90, longitude: -120 }, 20_015],
])("%s are so far apart", (_, a, b, kilometres) => {
  expect(Math.abs(distanceKm(a, b) - kilometres)).toBeLessThan(kilometres * 0.002 + 1);
  expect(distanceKm(a, b)).toBeCloseTo(distanceKm(b, a), 6);
});
