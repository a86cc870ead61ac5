import { expect, test } from "vitest";
import { totalCosts } from "../../src/model/total-costs.ts";

const money = (currency: string, amount: number) => ({ currency, amount });
const total = (...costs: readonly ReturnType<typeof money>[]) =>
  totalCosts(costs, (a, b) => ({ ...a, amount: a.amount + b.amount }));

test("costs are added by currency, in the order of the currencies, and never across them", () => {
  expect(total(money("USD", 1), money("EUR", 2), money("USD", 4))).toEqual([money("EUR", 2), money("USD", 5)]);
});

test("no costs are no total", () => {
  expect(total()).toEqual([]);
});
