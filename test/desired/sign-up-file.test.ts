import { describe, expect, test } from "vitest";
import { signals } from "../support/joiners.ts";
import { edited, load } from "../support/written.ts";

const head =
  "person,signedUp,source,address,latitude,longitude,declaredLatitude,declaredLongitude,declaredAt,device,deviceKnown,email,payment";

async function read(rows: string) {
  const { organization, diagnostics } = await load(signals(`${head}\n${rows}\n`));
  expect(diagnostics).toEqual([]);
  return organization?.joiners?.signUps ?? [];
}

describe("a sign-up", () => {
  test("is read whole, in UTC, with all of its evidence", async () => {
    const row =
      "e1001,2026-11-23T09:00:00.123+01:00,web,2001:DB8::1,52.52,13.40,-33.87,151.21,2026-11-23T08:02Z,d1,false,Ana+x@Mail.Example,p1";
    expect(await read(row)).toEqual([
      {
        person: "e1001",
        signedUp: "2026-11-23T08:00:00Z",
        source: "web",
        address: "2001:db8::1",
        place: { latitude: 52.52, longitude: 13.4 },
        declared: { place: { latitude: -33.87, longitude: 151.21 }, at: "2026-11-23T08:02:00Z" },
        device: "d1",
        deviceKnown: false,
        emailDomain: "mail.example",
        payment: "p1",
        at: { file: "people/signals.csv", line: 2, column: 1 },
      },
    ]);
  });

  test("without evidence has none: nothing is guessed", async () => {
    const [signUp] = await read("e1001,2026-11-23T08:00:00Z,web,,,,,,,,,,");
    expect(signUp).toMatchObject({ address: null, place: null, declared: null, device: null, deviceKnown: null });
    expect(signUp).toMatchObject({ emailDomain: null, payment: null });
  });

  test("tells a domain whatever stands before the @, also a hash, and none where there is no domain", async () => {
    const domains = (
      await read(
        ["a@b@c.example", "5e88f1", "x.example", "y@z.example."]
          .map((email, n) => `e100${n + 1},2026-11-23T08:00:00Z,web,,,,,,,,,${email},`)
          .join("\n"),
      )
    ).map(({ emailDomain }) => emailDomain);
    expect(domains).toEqual(["c.example", null, "x.example", "z.example"]);
  });

  test("was declared where it says, with the sign-up when no time is told", async () => {
    const [signUp] = await read("e1001,2026-11-23T08:00:00Z,web,,,,1,2,,,,,");
    expect(signUp?.declared).toEqual({ place: { latitude: 1, longitude: 2 }, at: "2026-11-23T08:00:00Z" });
  });

  test("is the same as a line of JSON, where numbers and truths are such", async () => {
    const path = "  path: people/roster.csv\n";
    const text = [
      { person: "e1002", signedUp: "2026-11-23T08:00:00Z", source: "web" },
      {
        person: "e1001",
        signedUp: "2026-11-23T08:01:00Z",
        source: "web",
        latitude: -5,
        longitude: 7.25,
        deviceKnown: true,
      },
    ];
    const { organization, diagnostics } = await load({
      ...signals(""),
      ...edited("rollcall.yaml", path, `${path}  signals: people/signals.ndjson\n`),
      "people/signals.ndjson": `${text.map((row) => JSON.stringify(row)).join("\n")}\n`,
    });
    expect(diagnostics).toEqual([]);
    expect(organization?.joiners?.signUps).toMatchObject([
      { person: "e1001", place: { latitude: -5, longitude: 7.25 }, deviceKnown: true, at: { line: 2 } },
      { person: "e1002", place: null, deviceKnown: null, at: { line: 1 } },
    ]);
  });

  test("that is wrong is told without repeating what is personal", async () => {
    const long = "203.0.113.9".repeat(60);
    const { diagnostics } = await load(
      signals(`${head}\ne1001,2026-11-23T08:00:00Z,web,${long},x51.52,1,,,, dev 9 ,,,\n`),
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(["malformed", "malformed", "padded-cell"]);
    expect(JSON.stringify(diagnostics)).not.toMatch(/203\.0|51\.52|dev 9/);
  });
});

describe("joiners", () => {
  test("are nobody's matter without people.signals", async () => {
    const { "people/signals.csv": _, "rollcall.yaml": __, ...rest } = signals("");
    expect((await load(rest)).organization?.joiners).toBeNull();
  });

  test("are told of where people.alarm says, or else apply.alarm", async () => {
    const text = signals(`${head}\n`)["rollcall.yaml"];
    const alarmOf = async (config: string) =>
      (await load({ ...signals(`${head}\n`), "rollcall.yaml": config })).organization?.joiners?.alarm;
    expect(await alarmOf(`${text}`)).toBeNull();
    expect(await alarmOf(`${text}apply: { alarm: https://a.example/x }\n`)).toBe("https://a.example/x");
    const own = `${text}`.replace("  signals:", `  alarm: "\${env:B}"\n  signals:`);
    expect(await alarmOf(`${own}apply: { alarm: https://a.example/x }\n`)).toEqual({ kind: "env", name: "B" });
  });

  test("are blocked at a score that is not below that of a review", async () => {
    const wrong = signals(`${head}\n`);
    const thresholds = `${wrong["policies/thresholds.yaml"]}`.replace(/block: 80/, "block: 39");
    const { diagnostics } = await load({ ...wrong, "policies/thresholds.yaml": thresholds });
    expect(diagnostics.map(({ code }) => code)).toEqual(["out-of-range"]);
  });
});
