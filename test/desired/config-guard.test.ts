import { describe, expect, test } from "vitest";
import { edited, load } from "../support/written.ts";

const written = async (text: string, own = "") => {
  const { organization, diagnostics } = await load(
    edited("rollcall.yaml", "applications:\n  chat:\n", `${text}applications:\n  chat:\n${own}`),
  );
  expect(diagnostics).toEqual([]);
  return organization;
};

describe("limits of a plan", () => {
  test("are such as no ordinary day comes near, where nothing is written", async () => {
    const organization = await written("");
    expect(organization?.applications[0]?.guard).toEqual({
      removals: { most: null, share: 0.1, few: 5, from: 0 },
      creations: { most: null, share: 0.5, few: 20, from: 50 },
      privilege: { most: null, share: 0.5, few: 50, from: 50, risk: null },
    });
    expect(organization?.guards?.removals).toEqual({ most: null, share: 0.1, few: 20, from: 0 });
    expect(organization?.approvals).toEqual({ expire: 72 * 3_600_000, sla: 4 * 3_600_000 });
  });

  test("follow the roster's maxDrop, then guards, then the application's own, number by number", async () => {
    const organization = await written(
      "guards:\n  removals: { share: 20%, most: 40 }\n  privilege: { risk: 900 }\n  overall: { creations: { most: 7 } }\n",
      "    guard: { removals: { most: 3 }, privilege: { share: 0.25 } }\n",
    );
    const [chat, ide] = organization?.applications ?? [];
    expect(chat?.guard?.removals).toEqual({ most: 3, share: 0.2, few: 5, from: 0 });
    expect(chat?.guard?.privilege).toMatchObject({ share: 0.25, risk: 900 });
    expect(ide?.guard?.removals).toMatchObject({ most: 40, share: 0.2 });
    expect(organization?.guards?.creations).toMatchObject({ most: 7, share: null });
  });

  test("of the roster and of approvals are read", async () => {
    const guard =
      "guard: { maxAge: 24h, filled: { department: 95%, manager: 0.8 }, maxBlanked: 5%, manifest: optional }";
    const { organization } = await load({
      ...edited(
        "rollcall.yaml",
        "  path: people/roster.csv\n",
        `  path: people/roster.csv\n  ${guard}\napprovals: { expire: 8h, sla: 30m }\n`,
      ),
    });
    expect(organization?.rosterGuard).toEqual({
      ...{ minPeople: 1, maxDrop: 0.1, maxAge: 24 * 3_600_000 },
      ...{ filled: { department: 0.95, manager: 0.8 }, maxBlanked: 0.05 },
    });
    expect(organization?.approvals).toEqual({ expire: 8 * 3_600_000, sla: 1_800_000 });
  });
});
