import fc from "fast-check";

const point = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 0x20ff }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 0x10_ffff }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(0x0a, 0x0d, 0x1b, 0x7f, 0x9b, 0x200b, 0x202e, 0x2028, 0xd800, 0xdfff, 0xfeff, 0xe_0041),
  },
);

/** Text of any code points, lone surrogates and controls among them. (fast-check's own `binary` unit takes a second to build.) */
export function anyText(maxLength = 40, minLength = 0): fc.Arbitrary<string> {
  return fc.array(point, { minLength, maxLength }).map((points) => String.fromCodePoint(...points));
}
