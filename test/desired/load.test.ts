import { describe, expect, test } from "vitest";
import { loadOrganization } from "../../src/desired/load.ts";
import { sha256 } from "../../src/document/digest.ts";
import type { Tree } from "../../src/document/tree.ts";
import { aRepository, aTree, edited, load, loadedAt, placeOf } from "../support/written.ts";

describe("loading an organisation", () => {
  test("gives it without a diagnostic when nothing is wrong", async () => {
    const { organization, diagnostics } = await load();
    expect(diagnostics).toEqual([]);
    expect(organization).toMatchObject({
      name: "acme",
      perSecond: 250,
      planExpiry: 86_400_000,
      apply: {
        lease: 300_000,
        rollout: [],
        gate: { maxFailures: 0.1, pause: 0 },
        rollback: "none",
        surge: { failures: 0.3, atLeast: 20 },
        alarm: null,
      },
      rosterGuard: { minPeople: 1, maxDrop: 0.1 },
      audit: {
        branch: "rollcall/audit",
        signer: null,
        allowedSigners: "policies/allowed_signers",
        revoked: "policies/revoked_keys",
        anchor: "audit/anchor.json",
        witnesses: { keys: [], quorum: 0 },
        remote: null,
      },
      thresholds: {},
    });
    expect(organization?.applications).toMatchObject([
      {
        name: "chat",
        profile: "generic",
        url: "https://chat.example/scim/v2",
        authentication: { kind: "bearer", token: { kind: "env", name: "CHAT_TOKEN" } },
        limits: { perSecond: 50, concurrency: 8 },
        leaver: { kind: "disable" },
        unmanaged: "report",
        orphans: "disable",
        protect: { admins: null, people: [] },
        at: { file: "rollcall.yaml", line: 6, column: 3 },
      },
      { name: "ide-vendor", url: { kind: "env", name: "IDE_URL" }, authentication: { kind: "none" } },
    ]);
  });

  test("reads how plans are applied", async () => {
    const text = `${aRepository["rollcall.yaml"]}apply:
  lease: 10m
  rollout: [5 people, 10%, all]
  gate: { maxFailures: 5%, pause: 2m }
  rollback: ring
  surge: { failures: 0.5, atLeast: 3 }
  alarm: "\${env:ALARM_URL}"
`;
    const { organization, diagnostics } = await load({ "rollcall.yaml": text });
    expect(diagnostics).toEqual([]);
    expect(organization?.apply).toEqual({
      lease: 600_000,
      rollout: [{ kind: "people", count: 5 }, { kind: "share", share: 0.1 }, { kind: "all" }],
      gate: { maxFailures: 0.05, pause: 120_000 },
      rollback: "ring",
      surge: { failures: 0.5, atLeast: 3 },
      alarm: { kind: "env", name: "ALARM_URL" },
    });
  });

  test("takes learn for a limit that nobody knows, and a number for one that somebody does", async () => {
    const auth = `auth: { bearer: "\${env:CHAT_TOKEN}" }`;
    const limitsOf = async (rate: string) => {
      const { organization, diagnostics } = await load(
        edited("rollcall.yaml", auth, `${auth}\n    limits: { rate: ${rate} }`),
      );
      expect(diagnostics).toEqual([]);
      return organization?.applications[0]?.limits;
    };
    expect(await limitsOf("learn")).toEqual({ perSecond: 50, concurrency: 8, learns: true });
    expect(await limitsOf("600/m")).toEqual({ perSecond: 10, concurrency: 8 });
  });

  test("lower-cases userNames, keeps attributes as written, and reads a last day to its end", async () => {
    const { organization } = await load();
    expect(organization?.people[0]).toEqual({
      id: "e1001",
      kind: "employee",
      status: "active",
      userName: "ana@acme.example",
      givenName: "Ana",
      familyName: "Sousa",
      email: "ana@acme.example",
      manager: null,
      start: "2020-01-01T00:00:00Z",
      end: null,
      attributes: { department: "Engineering", location: "eu" },
      at: { file: "people/roster.csv", line: 2, column: 1 },
    });
    expect(organization?.people[2]).toMatchObject({ email: null, end: "2026-02-01T00:00:00Z" });
    expect(organization?.assignments[0]).toMatchObject({
      from: "2026-11-01T00:00:00Z",
      until: "2026-12-01T00:00:00Z",
      kind: "temporary",
      at: { file: "assignments/2026.yaml", line: 1, column: 3 },
    });
  });

  test("adds the grants of included roles, each with its own place, and their exclusions both ways", async () => {
    const { organization } = await load();
    const byName = new Map(organization?.roles.map((role) => [role.name, role]));
    expect(byName.get("lead")?.grants.map(({ at }) => `${at.file}:${at.line}:${at.column}`)).toEqual([
      "roles/lead.yaml:6:5",
      "roles/engineer.yaml:8:5",
      "roles/engineer.yaml:9:5",
    ]);
    expect([...byName].map(([name, { excludes }]) => [name, excludes])).toEqual([
      ["engineer", ["payer"]],
      ["lead", ["payer"]],
      ["payer", ["engineer", "lead"]],
    ]);
    expect(byName.get("lead")).toMatchObject({ title: "lead", maxDuration: 7_776_000_000, birthright: [] });
  });

  test("gives a grant once, however many included roles give it", async () => {
    const role = (name: string, includes: string) =>
      `name: ${name}\nowner: a\nrisk: 1\nincludes: [${includes}]\ngrants:\n  - { application: chat, group: shared }\n`;
    const { organization } = await load({ "roles/a.yaml": role("a", "b"), "roles/b.yaml": role("b", "payer") });
    const grants = organization?.roles.find(({ name }) => name === "a")?.grants;
    expect(grants?.map(({ at }) => at.file)).toEqual(["roles/a.yaml", "roles/payer.yaml"]);
  });

  test("counts the seats of a reserve that are granted at the instant, and takes what is over as a record", async () => {
    const request = (id: string, rest: string) =>
      `- { id: ${id}, seats: 9, requested: 2025-01-01, reason: x, ${rest} }\n`;
    const granted = (id: string, rest: string) => request(id, `state: granted, decided: 2025-01-02, granted: ${rest}`);
    const { organization, diagnostics, inputs } = await load({
      ...edited("pools/ide.yaml", "priority:", `reserve: { seats: 5, from: a, webhook: "\${env:HOOK}" }\npriority:`),
      "pools/requests/ide.yaml":
        granted("old", "9, until: 2026-11-22") +
        granted("last-day", "2, until: 2026-11-23") +
        granted("now", "1, from: 2026-11-23T09:00Z") +
        granted("coming", "2, from: 2026-11-23T09:01Z") +
        request("forgotten", "state: requested"),
    });
    expect(diagnostics).toEqual([]);
    expect(organization?.pools[0]).toMatchObject({
      overflow: 2,
      granted: 3,
      reserve: { seats: 5, from: "a", expires: 30 * 86_400_000, webhook: { kind: "env", name: "HOOK" } },
    });
    expect(organization?.pools[0]?.requests.map(({ id }) => id)).toEqual([
      "old",
      "last-day",
      "now",
      "coming",
      "forgotten",
    ]);
    expect(Object.keys(inputs)).toContain("pools/requests/ide.yaml");
  });

  test("separates a pool's overflow from its locations", async () => {
    const { organization } = await load();
    expect(organization?.pools[0]).toMatchObject({
      seat: { application: "ide-vendor", type: "license", value: "ALL" },
      quotaBy: "location",
      quota: { eu: 10, us: 5 },
      overflow: 2,
      alertAt: 0.9,
      whenFull: "wait",
      priority: [
        { kind: "role", role: "lead" },
        { kind: "attribute", attribute: "department", value: "Engineering" },
      ],
      reclaim: { unusedFor: 3_888_000_000, grace: 604_800_000, except: [{ status: ["leave"] }] },
    });
  });

  test("reads a pool's tier and whom it protects, and there is neither when neither is written", async () => {
    const rows = "tier: { of: suite, rank: 2 }\nprotected: [{ kind: contractor, location: [eu, us] }]\n";
    const text = `name: x\napplication: chat\nseat: { role: editor }\nquota: { eu: 1 }\n${rows}`;
    const { organization } = await load({ "pools/x.yaml": text });
    expect(organization?.pools.map(({ name, tier, protected: kept }) => [name, tier, kept])).toEqual([
      ["ide", null, []],
      ["x", { product: "suite", rank: 2 }, [{ kind: ["contractor"], location: ["eu", "us"] }]],
    ]);
  });

  test("lists the digest of every file that was read, also of wrong ones, in order", async () => {
    const files = { "policies/a.rego": "package rollcall\n", "roles/broken.yaml": "[", "notes.md": "no input" };
    const { inputs, organization } = await load(files);
    expect(organization).toBeNull();
    expect(Object.keys(inputs)).toEqual(
      [...Object.keys(aRepository), "policies/a.rego", "roles/broken.yaml"].toSorted(),
    );
    expect(inputs["roles/broken.yaml"]).toBe(sha256("["));
  });

  test("passes policies, their tests and their data on", async () => {
    const loaded = await load({
      "policies/a.rego": "package rollcall\n",
      "policies/a_test.rego": "package rollcall_test\n",
      "policies/thresholds.yaml": "massChange: { share: 0.1 }\n",
      "policies/allowed_signers": "ci@acme.example ssh-ed25519 AAAA\n",
      "policies/README.md": "# Policies\n",
    });
    expect(loaded.diagnostics).toEqual([]);
    expect(loaded.policies).toEqual([{ path: "policies/a.rego", text: "package rollcall\n" }]);
    expect(loaded.policyTests).toEqual([{ path: "policies/a_test.rego", text: "package rollcall_test\n" }]);
    expect(loaded.organization?.thresholds).toEqual({ massChange: { share: 0.1 } });
    expect(loaded.allowedSigners).toBe("ci@acme.example ssh-ed25519 AAAA\n");
  });

  test("finds everything that is wrong at once, by file and line", async () => {
    const { diagnostics } = await load({
      ...edited("rollcall.yaml", "connector: scim", "connector: scam"),
      ...edited("roles/lead.yaml", "risk: 30", "risk: 300"),
      ...edited("pools/ide.yaml", "quota:", "qouta:"),
    });
    expect(diagnostics.map(placeOf)).toEqual([
      "missing-key pools/ide.yaml:1:1",
      "unknown-key pools/ide.yaml:4:1",
      "out-of-range roles/lead.yaml:3:7",
      "not-allowed rollcall.yaml:7:16",
    ]);
  });

  test("does not say that what is only wrong is missing", async () => {
    const { diagnostics } = await load(edited("roles/lead.yaml", "owner: platform", "owner: [platform]"));
    expect(diagnostics.map(placeOf)).toEqual(["wrong-type roles/lead.yaml:2:8"]);
  });

  test("reads the same roster from CSV, YAML and JSON", async () => {
    const people = [
      {
        id: "e1001",
        kind: "employee",
        status: "active",
        userName: "Ana@acme.example",
        department: "Engineering",
        location: "eu",
      },
      {
        id: "e1002",
        kind: "employee",
        status: "active",
        userName: "ben",
        manager: "e1001",
        department: "",
        location: "us",
      },
    ];
    const header = ["id", "kind", "status", "userName", "manager", "department", "location"] as const;
    const csv = [
      header,
      ...people.map((person) => header.map((column) => new Map(Object.entries(person)).get(column) ?? "")),
    ];
    const yaml = people.map((person) => `- ${JSON.stringify(person)}\n`).join("");
    const read = async (source: string, text: string) => {
      const path = `people/roster.${source}`;
      const config = (aRepository["rollcall.yaml"] ?? "").replace("csv", source).replace("people/roster.csv", path);
      const { organization, diagnostics } = await load({
        "people/roster.csv": null,
        "rollcall.yaml": config,
        [path]: text,
      });
      expect(diagnostics).toEqual([]);
      return organization?.people.map(({ at: _, ...person }) => person);
    };
    const fromCsv = await read("csv", `${csv.map((row) => row.join(",")).join("\n")}\n`);
    expect(fromCsv).toHaveLength(2);
    expect(await read("yaml", yaml)).toEqual(fromCsv);
    expect(await read("json", JSON.stringify(people))).toEqual(fromCsv);
  });

  test("tells the first hundred faults of a file and counts the rest", async () => {
    const rows = Array.from({ length: 150 }, (_, index) => `x${index},employee,gone,x${index},,,,,,,Finance,eu\n`);
    const { diagnostics } = await load({ "people/roster.csv": `${aRepository["people/roster.csv"]}${rows.join("")}` });
    expect(diagnostics).toHaveLength(101);
    expect(diagnostics.at(-1)).toMatchObject({
      severity: "error",
      code: "more-diagnostics",
      message: "50 more of this file",
    });
  });

  test("says that a read failed, and never takes it for nothing", async () => {
    const tree = await aTree();
    const failing: Tree = {
      ...tree,
      read: async (path) => {
        if (path.startsWith("roles/lead")) throw Object.assign(new Error("denied"), { code: "EACCES" });
        return tree.read(path);
      },
      list: async (directory, folders) => {
        if (directory === broken) throw Object.assign(new Error("broken"), { code: "EIO" });
        return tree.list(directory, folders);
      },
    };
    let broken: string | null = null;
    expect((await loadOrganization(failing, loadedAt)).diagnostics.map(placeOf)).toEqual([
      "unreadable-file roles/lead.yaml:1:1",
    ]);
    for (broken of ["assignments", "roles", "pools", "pools/requests", "policies"]) {
      const { organization, diagnostics } = await loadOrganization(failing, loadedAt);
      expect(organization).toBeNull();
      expect(diagnostics.map(placeOf)).toContain(`unreadable-file ${broken}:1:1`);
      expect(diagnostics.map(({ code }) => code)).not.toContain("unknown-role");
    }
  });

  test("never repeats what was written where a secret belongs", async () => {
    const secret = "xoxb-0123456789-canary";
    const places = [
      edited("rollcall.yaml", `"\${env:CHAT_TOKEN}"`, secret),
      edited("rollcall.yaml", `{ bearer: "\${env:CHAT_TOKEN}" }`, secret),
      edited("rollcall.yaml", `{ bearer: "\${env:CHAT_TOKEN}" }`, `[${secret}]`),
      edited("rollcall.yaml", `"\${env:CHAT_TOKEN}"`, `"${secret}`),
      edited("rollcall.yaml", "https://chat.example", `https://admin:${secret}@chat.example`),
      { "rollcall.yaml": `${aRepository["rollcall.yaml"]}audit: { signer: { ssh: ${secret} } }\n` },
    ];
    for (const changes of places) {
      const { organization, diagnostics } = await load(changes);
      expect(organization).toBeNull();
      expect(JSON.stringify(diagnostics)).not.toContain(secret);
    }
  });

  test("needs no column of the roster for a quota that is open to every location", async () => {
    const pool = "name: x\napplication: ide-vendor\nseat: { group: x }\nquota: { global: 1 }\nquotaBy: office\n";
    expect((await load({ "pools/x.yaml": pool })).diagnostics).toEqual([]);
  });
});
