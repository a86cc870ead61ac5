import { expect, test } from "vitest";
import { conditionText } from "../../src/policy/condition-text.ts";

const text = `deny contains message if {
	input.at > "2026; #" # a remark
	totals[sprintf("%s", [
		measure,
	])] > 3
	a == \`\\\`; b
	message := "x"
}

late if { input.at < "}" }
`;

test("a condition ends with its line, its brackets, a semicolon or a remark, and not inside a text", () => {
  expect(conditionText(text, { line: 2, column: 2 })).toBe('input.at > "2026; #"');
  expect(conditionText(text, { line: 3, column: 2 })).toBe('totals[sprintf("%s", [ measure, ])] > 3');
  expect(conditionText(text, { line: 6, column: 2 })).toBe("a == `\\`");
  expect(conditionText(text, { line: 6, column: 12 })).toBe("b");
  expect(conditionText(text, { line: 10, column: 11 })).toBe('input.at < "}"');
});
