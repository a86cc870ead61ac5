import { expect, test } from "vitest";
import { costWords } from "../../src/report/cost-words.ts";
import { planMarkdown } from "../../src/report/plan-markdown.ts";
import { planText } from "../../src/report/plan-text.ts";
import { aPlan, aSeatSummary } from "../support/plan.ts";

const ide = { pool: "ide", currency: "EUR", boughtBefore: 2700, bought: 2250, usedBefore: 2205, usedAfter: 2250 };
const crm = { pool: "crm", currency: "EUR", boughtBefore: null, bought: 671, usedBefore: 610, usedAfter: 610 };
const other = { ...crm, pool: "design", currency: "USD" };

test("costs are told by pool and, where a currency has several, together", () => {
  expect(costWords([ide, other, crm], "->")).toEqual([
    { pool: "crm", bought: "671.00 EUR", used: "610.00 EUR", difference: "" },
    { pool: "design", bought: "671.00 USD", used: "610.00 USD", difference: "" },
    {
      ...{ pool: "ide", bought: "2,700.00 -> 2,250.00 EUR", used: "2,205.00 -> 2,250.00 EUR" },
      difference: "450.00 EUR less for what is bought, 45.00 EUR more for what is used",
    },
    {
      ...{ pool: null, bought: "2,921.00 EUR", used: "2,815.00 -> 2,860.00 EUR" },
      difference: "45.00 EUR more for what is used",
    },
  ]);
});

test("a plan says what a changed quota costs or saves, and does not fold that away", () => {
  const seats = [aSeatSummary({ quota: 100, quotaBefore: 120, usedBefore: 98, usedAfter: 100 })];
  const plan = aPlan({ seats, costs: [ide] });
  const text = planText(plan, { people: new Map() }, { color: false, width: 140 });
  expect(text).toMatch(/ide +eu +98 -> 100 +120 -> 100 +0 +full/);
  expect(text).toContain("450.00 EUR less for what is bought");
  const markdown = planMarkdown(plan, { people: new Map() });
  expect(markdown).toContain("### Cost a month");
  expect(markdown).toContain("98 &rarr; 100 | 120 &rarr; 100 | full");
});
