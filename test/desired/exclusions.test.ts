import { describe, expect, test } from "vitest";
import { aRepository, load, placeOf, type WrittenTexts } from "../support/written.ts";

const assigned = (...rows: readonly string[]): WrittenTexts => ({
  "assignments/2026.yaml": rows.map((row) => `- { ${row}, reason: x }\n`).join(""),
});
const excluded = async (changes: WrittenTexts) => {
  const { diagnostics } = await load(changes);
  return diagnostics.filter(({ code }) => code === "excluded-roles");
};

describe("roles that exclude each other", () => {
  test("are doubted when both are assigned, and both places are named", async () => {
    const found = await excluded(assigned("person: e1002, role: engineer", "person: e1002, role: payer"));
    expect(found.map(placeOf)).toEqual(["excluded-roles assignments/2026.yaml:2:3"]);
    expect(found[0]?.severity).toBe("warning");
    expect(found[0]?.message).toContain("assignments/2026.yaml:1:3");
  });

  test("are doubted when one comes with the person's place and the other by assignment", async () => {
    const found = await excluded(assigned("person: e1001, role: payer"));
    expect(found.map(placeOf)).toEqual(["excluded-roles assignments/2026.yaml:1:3"]);
    expect(found[0]?.message).toContain("roles/engineer.yaml:6:5");
  });

  test("are doubted for a role that includes one of them", async () => {
    const lead = "person: e1002, role: lead, from: 2026-11-01, until: 2026-12-01";
    expect(await excluded(assigned(lead, "person: e1002, role: payer"))).toHaveLength(1);
  });

  test("are told once for all people whom two birthright rows hit", async () => {
    const rows = Array.from({ length: 50 }, (_, n) => `x${n},employee,active,x${n},,,,,,,Engineering,eu\n`).join("");
    const payer = `${aRepository["roles/payer.yaml"]}birthright: [{ location: eu }]\n`;
    const found = await excluded({
      "people/roster.csv": `${aRepository["people/roster.csv"]}${rows}`,
      "roles/payer.yaml": payer,
    });
    expect(found.map(placeOf)).toEqual(["excluded-roles roles/payer.yaml:6:14"]);
    expect(found[0]?.message).toContain("48 more");
  });

  test("are left alone when their times do not meet, when one is over, and for different people", async () => {
    const apart = [
      assigned("person: e1002, role: engineer, until: 2026-11-30", "person: e1002, role: payer, from: 2026-12-01"),
      assigned("person: e1002, role: engineer, until: 2026-11-01", "person: e1002, role: payer"),
      assigned("person: e1002, role: payer", "person: e1001, role: engineer"),
    ];
    for (const changes of apart) expect(await excluded(changes)).toEqual([]);
  });

  test("do not count birthright of people who have left, or of service accounts that no row names", async () => {
    const row = "s1,service,active,s1,,,,e1001,,,Engineering,eu\n";
    const everybody = {
      "assignments/2026.yaml": null,
      "roles/payer.yaml": `${aRepository["roles/payer.yaml"]}birthright: [{}]\n`,
    };
    const found = await excluded({ ...everybody, "people/roster.csv": `${aRepository["people/roster.csv"]}${row}` });
    expect(found.map(({ message }) => message.split(" ")[0])).toEqual(["e1001"]);
  });
});
