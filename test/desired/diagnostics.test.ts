import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { signals, signUpHead } from "../support/joiners.ts";
import { aRepository, edited, load, placeOf, type WrittenTexts } from "../support/written.ts";

const roster = aRepository["people/roster.csv"] ?? "";
const rosterWith = (row: string): WrittenTexts => ({ "people/roster.csv": `${roster}${row}\n` });
const role = (name: string, rest: string): WrittenTexts => ({
  [`roles/${name}.yaml`]: `name: ${name}\nowner: a\nrisk: 1\n${rest}`,
});
const granting = "grants: [{ application: chat, group: g }]\n";
const pool = (name: string, rest: string): WrittenTexts => ({
  [`pools/${name}.yaml`]: `name: ${name}\napplication: chat\nseat: { group: ${name} }\n${rest}`,
});
const requests = (text: string, pool = "x"): WrittenTexts => ({
  ...{
    "pools/x.yaml":
      "name: x\napplication: chat\nseat: { group: x }\nquota: { eu: 1 }\nreserve: { seats: 9, from: a }\n",
  },
  [`pools/requests/${pool}.yaml`]: text,
});
const request = (rest: string, id = "a") => `- { id: ${id}, seats: 5, requested: 2026-11-10, reason: x, ${rest} }\n`;
const granting5 = "state: granted, decided: 2026-11-12, granted: 5";
const assignments = (text: string): WrittenTexts => ({ "assignments/more.yaml": text });
const token = `"\${env:CHAT_TOKEN}"`;
const oauth = (rest: string, clientId = "us"): WrittenTexts =>
  edited(
    "rollcall.yaml",
    `bearer: ${token}`,
    `oauth: { tokenUrl: https://id.example/token, clientId: ${clientId}, ${rest} }`,
  );
const insecure = `oauth: { tokenUrl: http://id.example/t, clientId: us, clientSecret: ${token} }`;
const tls = (text: string): WrittenTexts => edited("rollcall.yaml", "    auth: {", `    tls: ${text}\n    auth: {`);
const signIns = (text: string | null): WrittenTexts => ({
  ...edited("rollcall.yaml", "    auth: none\n", "    auth: none\n    signIns: { path: people/sign-ins.csv }\n"),
  "people/sign-ins.csv": text,
});
const signInsAs = (text: string): WrittenTexts =>
  edited("rollcall.yaml", "    auth: none\n", `    auth: none\n    signIns: { ${text} }\n`);
const notices = (text: string, name = "ide"): WrittenTexts => ({ [`pools/notices/${name}.yaml`]: text });
const notice = "- { person: e1001, lastSignIn: null, noticed: 2026-11-20 }\n";
const signUp = (row: string) => signals(`${signUpHead}\n${row}\n`);
const anA = "e1001,2026-11-23T08:00:00Z,web";
const line = (text: string): WrittenTexts => ({
  ...signals(""),
  ...edited("rollcall.yaml", "  path: people/roster.csv\n", "  path: people/roster.csv\n  signals: people/s.ndjson\n"),
  "people/s.ndjson": text,
});
const releases = (text: string): WrittenTexts => ({ ...signUp(`${anA},,`), "people/releases/a.yaml": text });
const release = "- { person: e1001, decision: release, by: e1002, reason: x, at: 2026-11-23 }\n";
const config = (text: string): WrittenTexts => ({ "rollcall.yaml": `${aRepository["rollcall.yaml"]}${text}` });
const rosterAs = (source: string, text: string | null): WrittenTexts => ({
  "rollcall.yaml": (aRepository["rollcall.yaml"] ?? "").replaceAll("csv", source),
  "people/roster.csv": null,
  [`people/roster.${source}`]: text,
});

const manifest = (value: object): WrittenTexts => ({
  "people/roster.csv.manifest.json": JSON.stringify({
    rows: 3,
    sha256: "0".repeat(64),
    exported: "2026-11-23T06:00Z",
    ...value,
  }),
});
const teams = (text: string): WrittenTexts => ({ "policies/teams.yaml": text });
const allTeams = "platform: [e1001]\nfinance: [e1002]\n";

/** What is written, and the one diagnostic that it leads to; every code stands here at least once. */
const errors: readonly (readonly [string, WrittenTexts])[] = [
  // The text of a file.
  ["file-too-large roles/x.yaml:1:1", { "roles/x.yaml": `# ${"x".repeat(300_000)}` }],
  ["hidden-character roles/x.yaml:2:8", { "roles/x.yaml": "name: x\nowner: \u202eteam\n" }],
  ["hidden-character policies/a.rego:1:9", { "policies/a.rego": "package \u2066a\n" }],
  ["hidden-character roles/x.yaml:1:8", { "roles/x.yaml": "name: x\rowner: y\n" }],
  ["not-utf-8 roles/x.yaml:2:3", { "roles/x.yaml": new Uint8Array([97, 10, 98, 99, 0xff]) }],
  ["not-utf-8 roles/x.yaml:1:1", { "roles/x.yaml": new Uint8Array([0xff, 0xfe, 97, 0]) }],
  // YAML.
  ["yaml-alias roles/x.yaml:1:7", { "roles/x.yaml": "name: &a x\nowner: *a\n" }],
  ["yaml-alias roles/x.yaml:1:8", { "roles/x.yaml": "owner: *a\n" }],
  ["yaml-tag roles/x.yaml:1:7", { "roles/x.yaml": "name: !!js/function 'return 1'\n" }],
  ["yaml-directive roles/x.yaml:1:1", { "roles/x.yaml": "%YAML 1.1\n---\nname: x\n" }],
  ["yaml-many-documents roles/x.yaml:2:1", { "roles/x.yaml": "name: x\n---\nname: y\n" }],
  ["yaml-tab roles/x.yaml:2:1", { "roles/x.yaml": "grants:\n\t- { pool: ide }\n" }],
  ["yaml-indent roles/x.yaml:2:1", { "roles/x.yaml": "grants: [a\nrisk: 2\n" }],
  ["yaml-syntax roles/x.yaml:1:7", { "roles/x.yaml": "name: x: y\n" }],
  ["yaml-syntax roles/x.yaml:1:9", { "roles/x.yaml": "grants: ]\n" }],
  ["yaml-syntax roles/x.yaml:1:11", { "roles/x.yaml": "grants: [ , a]\n" }],
  ["too-deep roles/x.yaml:1:33", { "roles/x.yaml": "[".repeat(33) }],
  ["too-many-keys roles/x.yaml:20001:3", { "roles/x.yaml": "ab:\n".repeat(20_001) }],
  ["duplicate-key roles/x.yaml:3:1", { "roles/x.yaml": "name: x\nowner: a\nname: y\n" }],
  ["forbidden-key roles/x.yaml:2:1", { "roles/x.yaml": "name: x\n__proto__: { risk: 0 }\n" }],
  ["key-not-text roles/x.yaml:1:1", { "roles/x.yaml": "1: x\n" }],
  ["unsafe-number roles/x.yaml:1:7", { "roles/x.yaml": "risk: 12345678901234567890\n" }],
  ["ambiguous-number roles/x.yaml:1:7", { "roles/x.yaml": "risk: 010\n" }],
  // JSON.
  ["json-syntax people/roster.json:1:4", rosterAs("json", "[1 2]")],
  ["duplicate-key people/roster.json:1:12", rosterAs("json", '[{"id":"a","id":"b"}]')],
  ["forbidden-key people/roster.json:1:3", rosterAs("json", '[{"__proto__":"a"}]')],
  ["unsafe-number people/roster.json:1:8", rosterAs("json", '[{"id":12345678901234567890}]')],
  ["hidden-character people/roster.json:1:8", rosterAs("json", '[{"id":"\\u0000"}]')],
  ["too-deep people/roster.json:1:34", rosterAs("json", "[".repeat(20_000))],
  // CSV.
  ["csv-empty people/roster.csv:1:1", { "people/roster.csv": "" }],
  ["csv-quote people/roster.csv:5:4", rosterWith('e9,"employee')],
  ["csv-quote people/roster.csv:5:5", rosterWith('e9,a"b"')],
  ["csv-quote people/roster.csv:5:8", rosterWith('e9,"ab"c')],
  ["csv-header people/roster.csv:1:70", { "people/roster.csv": roster.replace(",department", ",full name") }],
  ["csv-header people/roster.csv:1:81", { "people/roster.csv": roster.replace(",location", ",id") }],
  ["csv-ragged people/roster.csv:5:1", rosterWith("e9,employee,active")],
  ["csv-ragged people/roster.csv:5:1", rosterWith("")],
  [
    "csv-too-large people/roster.csv:1:1",
    { "people/roster.csv": `${Array.from({ length: 201 }, (_, i) => `c${i}`)}\n` },
  ],
  // Shapes.
  ["unknown-key roles/x.yaml:4:1", role("x", "grant: []\n")],
  ["unknown-key rollcall.yaml:9:5", edited("rollcall.yaml", "    auth: {", "    token: 1\n    auth: {")],
  ["missing-key roles/x.yaml:1:1", { "roles/x.yaml": "name: x\nowner: a\n" }],
  ["wrong-type roles/x.yaml:1:1", { "roles/x.yaml": "" }],
  ["wrong-type roles/x.yaml:4:9", role("x", "grants: { pool: ide }\n")],
  ["wrong-type assignments/more.yaml:1:13", assignments("- { person: 1042, role: lead, reason: x }\n")],
  ["wrong-type roles/x.yaml:4:28", role("x", "birthright: [{ department: { a: b } }]\n")],
  ["not-allowed rollcall.yaml:3:11", edited("rollcall.yaml", "source: csv", "source: cvs")],
  ["malformed roles/x.yaml:1:7", { "roles/x.yaml": "name: еngineer\nowner: a\nrisk: 1\n" }],
  ["malformed rollcall.yaml:6:3", edited("rollcall.yaml", "  chat:", "  Chat:")],
  ["malformed roles/x.yaml:4:14", role("x", "maxDuration: 3 weeks\n")],
  ["malformed roles/x.yaml:4:14", role("x", "maxDuration: 999999d\n")],
  ["out-of-range roles/x.yaml:3:7", { "roles/x.yaml": "name: x\nowner: a\nrisk: 101\n" }],
  ["entitlement-shape roles/x.yaml:4:10", role("x", "grants: [{ application: chat }]\n")],
  ["entitlement-shape roles/x.yaml:4:10", role("x", "grants: [{ application: chat, group: a, role: b }]\n")],
  ["entitlement-shape pools/ide.yaml:3:7", edited("pools/ide.yaml", "{ license: ALL }", "{}")],
  [
    "entitlement-shape pools/ide.yaml:3:7",
    edited("pools/ide.yaml", "{ license: ALL }", "{ group: a, entitlement: { type: group, value: a } }"),
  ],
  ["grant-shape roles/x.yaml:4:10", role("x", "grants: [{ pool: ide, group: a }]\n")],
  ["grant-shape roles/x.yaml:4:10", role("x", "grants: [{ group: a }]\n")],
  // The configuration.
  ["too-short rollcall.yaml:14:17", config("apply: { lease: 90s }\n")],
  ["bad-url rollcall.yaml:14:17", config("apply: { alarm: http://alarm.example/ }\n")],
  ["malformed rollcall.yaml:14:20", config("apply: { rollout: [5 persons] }\n")],
  ["bad-path rollcall.yaml:4:9", edited("rollcall.yaml", "people/roster.csv", "../roster.csv")],
  ["bad-url rollcall.yaml:8:10", edited("rollcall.yaml", "https://chat.example", "http://chat.example")],
  ["bad-url rollcall.yaml:8:10", edited("rollcall.yaml", "https://chat", "https://me:secret@chat")],
  ["bad-url rollcall.yaml:8:10", edited("rollcall.yaml", "https://chat.example/scim/v2", "chat")],
  ["literal-secret rollcall.yaml:9:21", edited("rollcall.yaml", token, "abc")],
  ["literal-secret rollcall.yaml:9:21", edited("rollcall.yaml", token, `"Bearer \${env:CHAT_TOKEN}"`)],
  ["master-key-unclear rollcall.yaml:14:53", config('audit: { personalData: { keys: "/var/keys", master: {} } }\n')],
  ["literal-secret rollcall.yaml:14:25", config("audit: { signer: { ssh: id_ed25519 } }\n")],
  ["signer-shape rollcall.yaml:14:18", config(`audit: { signer: { ssh: ${token}, agent: { publicKey: k } } }\n`)],
  ["out-of-range rollcall.yaml:14:18", config("audit: { signer: { environment: [HOME] } }\n")],
  ["bad-public-key rollcall.yaml:14:40", config("audit: { signer: { agent: { publicKey: ssh-rsa AAAA } } }\n")],
  [
    "bad-public-key rollcall.yaml:14:45",
    config('audit: { signer: { command: [a], publicKey: "-----BEGIN OPENSSH PRIVATE KEY-----" } }\n'),
  ],
  ["out-of-range rollcall.yaml:14:18", config("audit: { signer: { command: [a] } }\n")],
  ["auth-shape rollcall.yaml:9:20", oauth("")],
  ["auth-shape rollcall.yaml:9:20", oauth(`clientSecret: ${token}, privateKey: ${token}`)],
  ["auth-shape rollcall.yaml:9:68", oauth(`clientSecret: ${token}`, `"a\${env:B}"`)],
  ["bad-url rollcall.yaml:9:32", edited("rollcall.yaml", `bearer: ${token}`, insecure)],
  ["literal-secret rollcall.yaml:9:86", oauth("clientSecret: hunter2")],
  ["literal-secret rollcall.yaml:9:84", oauth("privateKey: hunter2")],
  ["literal-secret rollcall.yaml:9:54", tls(`{ certificate: "\${file:c.pem}", privateKey: hunter2 }`)],
  ["literal-secret rollcall.yaml:9:16", tls("{ ca: hunter2 }")],
  ["out-of-range rollcall.yaml:9:10", tls(`{ certificate: "\${file:c.pem}" }`)],
  ["out-of-range rollcall.yaml:9:11", edited("rollcall.yaml", `{ bearer: ${token} }`, "{}")],
  ["unknown-key rollcall.yaml:9:72", oauth("clientsecret: hunter2")],
  ["not-allowed rollcall.yaml:9:84", oauth(`authMethod: jwt, clientSecret: ${token}`)],
  ["wrong-type rollcall.yaml:9:11", edited("rollcall.yaml", `{ bearer: ${token} }`, "hunter2")],
  ["source-differs rollcall.yaml:4:9", edited("rollcall.yaml", "source: csv", "source: json")],
  [
    "unknown-person rollcall.yaml:10:25",
    edited("rollcall.yaml", "  ide-vendor", "    protect: { people: [e9] }\n  ide-vendor"),
  ],
  // The roster.
  ["missing-column people/roster.csv:1:1", { "people/roster.csv": roster.replace(",status,", ",state,") }],
  ["column-case people/roster.csv:1:66", { "people/roster.csv": roster.replace(",end,", ",End,") }],
  ["roster-empty people/roster.csv:1:1", { "people/roster.csv": roster.slice(0, roster.indexOf("\n") + 1) }],
  ["roster-empty people/roster.json:1:1", rosterAs("json", "[]")],
  ["malformed people/roster.csv:5:1", rosterWith("e 9,employee,active,x,,,,,,,Finance,eu")],
  ["malformed people/roster.csv:5:20", rosterWith("e9,employee,active,,,,,,,,Finance,eu")],
  ["malformed people/roster.csv:5:24", rosterWith("e9,employee,active,x,,,nobody,,,,Finance,eu")],
  ["not-allowed people/roster.csv:5:4", rosterWith("e9,employe,active,x,,,,,,,Finance,eu")],
  ["not-allowed people/roster.csv:5:13", rosterWith("e9,employee,gone,x,,,,,,,Finance,eu")],
  ["no-such-moment people/roster.csv:5:26", rosterWith("e9,employee,active,x,,,,,2026-02-30,,Finance,eu")],
  ["end-before-start people/roster.csv:5:37", rosterWith("e9,employee,active,x,,,,,2026-02-02,2026-01-01,Finance,eu")],
  ["padded-cell people/roster.csv:5:28", rosterWith("e9,employee,active,x,,,,,,, Finance,eu")],
  ["service-without-owner people/roster.csv:5:24", rosterWith("s9,service,active,x,,,,,,,Finance,eu")],
  ["duplicate-id people/roster.csv:5:1", rosterWith("e1001,employee,active,x,,,,,,,Finance,eu")],
  ["duplicate-username people/roster.csv:5:1", rosterWith("e9,employee,active,ANA@acme.example,,,,,,,Finance,eu")],
  ["own-manager people/roster.csv:5:1", rosterWith("e9,employee,active,x,,,,e9,,,Finance,eu")],
  ["unknown-person people/roster.csv:5:1", rosterWith("e9,employee,active,x,,,,e8,,,Finance,eu")],
  ["wrong-type people/roster.yaml:1:7", rosterAs("yaml", "- id: 12\n  kind: guest\n  status: active\n  userName: x\n")],
  // Roles and pools.
  ["name-differs roles/x.yaml:1:7", { "roles/x.yaml": `name: y\nowner: a\nrisk: 1\n${granting}` }],
  ["unknown-role roles/x.yaml:4:12", role("x", `includes: [enginer]\n${granting}`)],
  ["unknown-role roles/x.yaml:4:12", role("x", `excludes: [paier]\n${granting}`)],
  ["unknown-application roles/x.yaml:4:25", role("x", "grants: [{ application: chad, group: g }]\n")],
  ["unknown-pool roles/x.yaml:4:18", role("x", "grants: [{ pool: idea }]\n")],
  ["seat-past-pool roles/x.yaml:4:10", role("x", "grants: [{ application: ide-vendor, license: ALL }]\n")],
  ["unknown-attribute roles/x.yaml:4:16", role("x", `birthright: [{ deparment: Finance }]\n${granting}`)],
  ["reserved-attribute roles/x.yaml:4:16", role("x", `birthright: [{ status: active }]\n${granting}`)],
  ["not-allowed roles/x.yaml:4:33", role("x", `birthright: [{ kind: [employee, contracter] }]\n${granting}`)],
  [
    "includes-cycle roles/x.yaml:4:12",
    { ...role("x", "includes: [y]\n"), ...role("y", "includes: [z]\n"), ...role("z", "includes: [x]\n") },
  ],
  ["includes-cycle roles/x.yaml:4:12", role("x", "includes: [x]\n")],
  ["excludes-itself roles/x.yaml:4:11", role("x", "includes: [engineer, payer]\n")],
  ["excludes-itself roles/x.yaml:4:11", role("x", `excludes: [x]\n${granting}`)],
  [
    "unknown-application pools/x.yaml:2:14",
    { "pools/x.yaml": "name: x\napplication: chad\nseat: { group: x }\nquota: { eu: 1 }\n" },
  ],
  [
    "shared-seat pools/two.yaml:3:7",
    { "pools/two.yaml": "name: two\napplication: ide-vendor\nseat: { license: ALL }\nquota: { eu: 1 }\n" },
  ],
  ["unknown-attribute pools/x.yaml:5:10", pool("x", "quota: { eu: 1 }\nquotaBy: office\n")],
  ["unknown-attribute pools/x.yaml:5:14", pool("x", "quota: { eu: 1 }\neligible: [{ team: a }]\n")],
  ["unknown-location pools/x.yaml:5:13", pool("x", "quota: { eu: 1 }\nfailover: { uk: [eu] }\n")],
  ["unknown-location pools/x.yaml:5:18", pool("x", "quota: { eu: 1 }\nfailover: { eu: [global] }\n")],
  ["failover-to-itself pools/x.yaml:5:18", pool("x", "quota: { eu: 1 }\nfailover: { eu: [eu] }\n")],
  ["unknown-role pools/x.yaml:5:21", pool("x", "quota: { eu: 1 }\npriority: [ { role: leed } ]\n")],
  ["unknown-attribute pools/x.yaml:5:14", pool("x", "quota: { eu: 1 }\npriority: [{ team: a }]\n")],
  [
    "not-allowed pools/x.yaml:5:48",
    pool("x", "quota: { eu: 1 }\nreclaim: { unusedFor: 45d, except: [{ status:  gone }] }\n"),
  ],
  ["malformed pools/x.yaml:5:40", pool("x", "quota: { eu: 1 }\nreserve: { seats: 9, from: a, expires: 999999d }\n")],
  ["bad-url pools/x.yaml:5:40", pool("x", "quota: { eu: 1 }\nreserve: { seats: 9, from: a, webhook: http://a.b/ }\n")],
  // Requests.
  ["unknown-pool pools/requests/y.yaml:1:1", requests(request("state: requested"), "y")],
  ["no-reserve pools/requests/ide.yaml:1:1", requests(request("state: requested"), "ide")],
  ["nested-directory pools/requests/eu:1:1", { "pools/requests/eu/x.yaml": "[]\n" }],
  ["nested-directory pools/Requests:1:1", { "pools/Requests/x.yaml": "[]\n" }],
  ["wrong-extension pools/requests/x.yml:1:1", { "pools/requests/x.yml": "[]\n" }],
  ["not-allowed pools/requests/x.yaml:1:63", requests(request("state: expired"))],
  ["no-such-moment pools/requests/x.yaml:1:81", requests(request("state: refused, decided: 2026-11-31"))],
  ["request-shape pools/requests/x.yaml:1:63", requests(request("state: refused"))],
  ["request-shape pools/requests/x.yaml:1:63", requests(request("state: granted, decided: 2026-11-12"))],
  ["request-shape pools/requests/x.yaml:1:63", requests(request("state: granted, granted: 5"))],
  ["request-shape pools/requests/x.yaml:1:83", requests(request("state: requested, decided: 2026-11-12"))],
  ["request-shape pools/requests/x.yaml:1:102", requests(request("state: refused, decided: 2026-11-12, granted: 5"))],
  ["request-shape pools/requests/x.yaml:1:102", requests(request("state: granted, decided: 2026-11-12, granted: 6 "))],
  ["before-request pools/requests/x.yaml:1:81", requests(request("state: refused, decided: 2026-11-09"))],
  ["before-request pools/requests/x.yaml:1:111", requests(request(`${granting5}, from: 2026-11-09`))],
  ["until-before-from pools/requests/x.yaml:1:112", requests(request(`${granting5}, until: 2026-11-11`))],
  [
    "duplicate-request pools/requests/x.yaml:2:3",
    requests(request("state: requested") + request("state: refused, decided: 2026-11-12")),
  ],
  [
    "reserve-exceeded pools/requests/x.yaml:1:3",
    requests("- { id: a, seats: 10, requested: 2026-11-10, reason: x, state: requested }\n"),
  ],
  [
    "reserve-exceeded pools/requests/x.yaml:1:3",
    requests(request(`${granting5}, from: 2026-12-30`, "a") + request(granting5, "b")),
  ],
  ["not-allowed pools/x.yaml:5:23", pool("x", "quota: { eu: 1 }\nprotected: [{ status: gone }]\n")],
  [
    "split-product pools/y.yaml:2:14",
    {
      ...pool("x", "quota: { eu: 1 }\ntier: { of: suite, rank: 1 }\n"),
      "pools/y.yaml": `name: y\napplication: ide-vendor\nseat: { group: y }\nquota: { eu: 1 }\ntier: { of: suite, rank: 2 }\n`,
    },
  ],
  [
    "shared-rank pools/y.yaml:5:26",
    {
      ...pool("x", "quota: { eu: 1 }\ntier: { of: suite, rank: 1 }\n"),
      ...pool("y", "quota: { eu: 1 }\ntier: { of: suite, rank: 1 }\n"),
    },
  ],
  // Sign-ins and notices.
  ["missing-file people/sign-ins.csv:1:1", signIns(null)],
  ["missing-column people/sign-ins.csv:1:1", signIns("userName,seen\nben@acme.example,\n")],
  ["no-such-moment people/sign-ins.csv:2:18", signIns("userName,lastSignIn\nben@acme.example,yesterday\n")],
  ["future-sign-in people/sign-ins.csv:2:18", signIns("userName,lastSignIn\nben@acme.example,2026-11-23T09:00:01Z\n")],
  ["future-sign-in people/sign-ins.csv:2:18", signIns("userName,lastSignIn\nben@acme.example,2026-11-24\n")],
  ["malformed people/sign-ins.csv:2:1", signIns("userName,lastSignIn\n,2026-11-01\n")],
  ["csv-header people/sign-ins.csv:1:10", signIns("userName, ,lastSignIn\n")],
  ["sign-ins-shape rollcall.yaml:14:14", signInsAs("")],
  ["sign-ins-shape rollcall.yaml:14:14", signInsAs("maxAge: 7d")],
  ["sign-ins-shape rollcall.yaml:14:14", signInsAs("attribute: lastLogin, path: people/sign-ins.csv")],
  ["sign-ins-shape rollcall.yaml:14:14", signInsAs("attribute: lastLogin, maxAge: 7d")],
  ["sign-ins-shape rollcall.yaml:14:14", signInsAs("attribute: lastLogin, columns: { userName: Name }")],
  ["malformed rollcall.yaml:14:27", signInsAs('attribute: "last login"')],
  ["malformed rollcall.yaml:14:27", signInsAs("attribute: 'emails[type eq \"work\"].seen'")],
  ["malformed rollcall.yaml:14:27", signInsAs("attribute: 'urn:x:'")],
  ["unknown-pool pools/notices/idea.yaml:1:1", notices(notice, "idea")],
  ["duplicate-notice pools/notices/ide.yaml:2:3", notices(`${notice}${notice}`)],
  ["no-such-moment pools/notices/ide.yaml:1:47", notices(notice.replace("11-20", "11-31"))],
  ["missing-key pools/notices/ide.yaml:1:3", notices("- { person: e1001, noticed: 2026-11-20 }\n")],
  ["nested-directory pools/notices/eu:1:1", { "pools/notices/eu/ide.yaml": notice }],
  ["nested-directory pools/eu:1:1", { "pools/eu/ide.yaml": "name: ide\n" }],
  // Sign-ups, and what was decided about them.
  ["missing-file people/signals.csv:1:1", { ...signUp(""), "people/signals.csv": null }],
  [
    "missing-file policies/disposable-domains.txt:1:1",
    { ...signUp(`${anA},,`), "policies/disposable-domains.txt": null },
  ],
  [
    "malformed policies/disposable-domains.txt:2:1",
    { ...signUp(`${anA},,`), "policies/disposable-domains.txt": "a.b\nx y\n" },
  ],
  ["missing-thresholds rollcall.yaml:5:12", { ...signUp(`${anA},,`), "policies/thresholds.yaml": "a: 1\n" }],
  ["missing-key policies/thresholds.yaml:1:10", { ...signUp(`${anA},,`), "policies/thresholds.yaml": "joiners: {}\n" }],
  ["missing-column people/signals.csv:1:1", signals("person,source\ne1001,web\n")],
  ["unknown-key people/signals.csv:1:24", signals("person,signedUp,source,devce\n")],
  ["no-such-moment people/signals.csv:2:7", signUp("e1001,2026-11-23,web,,")],
  ["malformed people/signals.csv:2:28", signUp("e1001,2026-11-23T08:00:00Z,A web,,")],
  ["malformed people/signals.csv:2:32", signUp(`${anA},91,1`)],
  ["malformed people/signals.csv:2:32", signUp(`${anA},,9`)],
  ["padded-cell people/signals.csv:2:32", signals(`person,signedUp,source,device\n${anA}, x\n`)],
  ["not-allowed people/signals.csv:2:32", signals(`person,signedUp,source,deviceKnown\n${anA},yes\n`)],
  ["duplicate-sign-up people/signals.csv:3:1", signUp(`${anA},,\n${anA},,`)],
  ["json-syntax people/s.ndjson:2:1", line(`{"person":"e1","signedUp":"2026-11-23T08:00:00Z","source":"a"}\nx\n`)],
  ["wrong-type people/s.ndjson:1:1", line("[]\n")],
  ["unknown-key people/s.ndjson:1:2", line(`{"persn":"e1","signedUp":"2026-11-23T08:00:00Z","source":"a"}\n`)],
  [
    "missing-key people/releases/a.yaml:1:3",
    releases("- { person: e1001, decision: release, reason: x, at: 2026-11-23 }\n"),
  ],
  ["until-before-from people/releases/a.yaml:1:86", releases(release.replace(" }", ", expires: 2026-11-22 }"))],
  ["own-release people/releases/a.yaml:1:43", releases(release.replace("e1002", "Ana@acme.example"))],
  [
    "contradictory-release people/releases/a.yaml:2:3",
    releases(`${release}${release.replace(": release", ": block")}`),
  ],
  // Assignments.
  [
    "no-such-moment assignments/more.yaml:4:9",
    assignments("- person: e1002\n  role: payer\n  reason: x\n  from: 2026-13-01\n"),
  ],
  [
    "until-before-from assignments/more.yaml:5:10",
    assignments("- person: e1002\n  role: payer\n  reason: x\n  from: 2026-12-02\n  until: 2026-12-01\n"),
  ],
  [
    "until-missing assignments/more.yaml:1:3",
    assignments("- { person: e1002, role: payer, reason: x, kind: emergency }\n"),
  ],
  ["unknown-person assignments/more.yaml:1:13", assignments("- { person: e1020, role: payer, reason: x }\n")],
  ["unknown-role assignments/more.yaml:1:26", assignments("- { person: e1002, role: player, reason: x }\n")],
  ["too-long assignments/more.yaml:1:13", assignments("- { person: e1001, role: lead, reason: x }\n")],
  [
    "too-long assignments/more.yaml:1:13",
    assignments("- { person: e1001, role: lead, reason: x, until: 2026-12-01 }\n"),
  ],
  [
    "too-long assignments/more.yaml:5:10",
    assignments("- person: e1001\n  role: lead\n  reason: x\n  from: 2026-11-01\n  until: 2027-02-01\n"),
  ],
  // Files that are missing or have the wrong name.
  ["missing-file rollcall.yaml:1:1", { "rollcall.yaml": null }],
  ["missing-file people/roster.json:1:1", rosterAs("json", null)],
  ["too-few-witnesses rollcall.yaml:14:18", config("audit: { quorum: 1 }\n")],
  ["bad-url rollcall.yaml:14:21", config("audit: { timestamp: http://tsa.example/ }\n")],
  ["bad-path rollcall.yaml:14:18", config("audit: { anchor: ../anchor.json }\n")],
  ["missing-file policies/keys:1:1", config("audit: { allowedSigners: policies/keys }\n")],
  ["missing-file policies/keys:1:1", config("audit: { revoked: policies/keys }\n")],
  ["wrong-extension roles/x.yml:1:1", { "roles/x.yml": "name: x\n" }],
  ["wrong-extension policies/data.json:1:1", { "policies/data.json": "{}" }],
  ["nested-directory roles/eu:1:1", { "roles/eu/x.yaml": "name: x\n" }],
  ["nested-directory people/roster.csv:1:1", { "people/roster.csv": null, "people/roster.csv/x": "" }],
  ["name-collision roles/payer.yaml:1:1", { "roles/Payer.yaml": "name: x\n" }],
  // The manifest beside the roster.
  ["manifest-differs people/roster.csv.manifest.json:1:20", manifest({})],
  ["no-such-moment people/roster.csv.manifest.json:1:98", manifest({ exported: "today" })],
  [
    "missing-manifest people/roster.csv:1:1",
    edited(
      "rollcall.yaml",
      "  path: people/roster.csv\n",
      "  path: people/roster.csv\n  guard: { manifest: required }\n",
    ),
  ],
  ["malformed policies/teams.yaml:1:1", teams("Sec Team: [e1001]\n")],
];

const warnings: readonly (readonly [string, WrittenTexts])[] = [
  ["person-left assignments/more.yaml:1:13", assignments("- { person: e1003, role: payer, reason: x }\n")],
  ["csv-unfinished people/roster.csv:4:1", { "people/roster.csv": roster.slice(0, -1) }],
  ["manager-left people/roster.csv:5:1", rosterWith("e9,employee,active,x,,,,e1003,,,Finance,eu")],
  ["empty-role roles/x.yaml:1:1", role("x", "")],
  ["duplicate-grant roles/x.yaml:6:5", role("x", `grants:\n${"  - { application: chat, group: g }\n".repeat(2)}`)],
  ["unheld-value roles/x.yaml:4:38", role("x", `birthright: [{ department: [Finance, Sails] }]\n${granting}`)],
  ["unheld-location pools/x.yaml:4:18", pool("x", "quota: { eu: 10, mars: 1 }\n")],
  ["only-tier pools/x.yaml:5:13", pool("x", "quota: { eu: 1 }\ntier: { of: suite, rank: 1 }\n")],
  [
    "assignment-over assignments/more.yaml:4:10",
    assignments("- person: gone\n  role: gone\n  reason: x\n  until: 2026-01-01\n"),
  ],
  [
    "duplicate-assignment assignments/more.yaml:1:3",
    assignments("- { person: e1002, role: lead, from: 2026-11-01, until: 2026-11-30, reason: again }\n"),
  ],
  ["excluded-roles assignments/more.yaml:1:3", assignments("- { person: e1001, role: payer, reason: x }\n")],
  [
    "ambiguous-sign-in people/sign-ins.csv:2:1",
    {
      ...signIns("userName,lastSignIn\nana@acme.example,\nben@acme.example,\n"),
      ...rosterWith("e9,employee,active,x,,,ana@acme.example,,,,Finance,eu"),
    },
  ],
  ["sign-ins-of-nobody people/sign-ins.csv:1:1", signIns("userName,lastSignIn\nzoe@acme.example,\n")],
  ["notice-of-nobody pools/notices/ide.yaml:1:13", notices(notice.replace("e1001", "e1009"))],
  ["idle-notices pools/notices/x.yaml:1:1", { ...pool("x", "quota: { eu: 1 }\n"), ...notices("[]\n", "x") }],
  ["future-sign-up people/signals.csv:2:1", signUp("e1001,2026-11-23T09:05:01Z,web,,")],
  ["sign-ups-of-nobody people/signals.csv:1:1", signUp("e9,2026-11-23T08:00:00Z,web,,")],
  ["release-of-nobody people/releases/a.yaml:1:13", releases(release.replace("e1001", "e1009"))],
  ["idle-releases people/releases/a.yaml:1:1", { "people/releases/a.yaml": release }],
  ["ignored-file roles/x.yaml.bak:1:1", { "roles/x.yaml.bak": "" }],
  // Teams.
  ["empty-team policies/teams.yaml:3:1", teams(`${allTeams}security: []\n`)],
  ["unknown-member policies/teams.yaml:3:12", teams(`${allTeams}security: [octocat]\n`)],
  ["unknown-team roles/payer.yaml:2:8", teams("platform: [e1001]\n")],
  [
    "unknown-team policies/thresholds.yaml:1:14",
    { ...teams(allTeams), "policies/thresholds.yaml": "a: { owners: security, mode: strict }\n" },
  ],
];

describe("a diagnostic", () => {
  test.each(errors)("%s", async (place, changes) => {
    const { organization, diagnostics } = await load(changes);
    expect(diagnostics.map(placeOf)).toContain(place);
    expect(diagnostics.filter(({ severity }) => severity === "error").map(({ hint }) => hint)).not.toContain(undefined);
    expect(organization).toBeNull();
  });

  test.each(warnings)("%s", async (place, changes) => {
    const { organization, diagnostics } = await load(changes);
    expect(diagnostics.map(placeOf)).toContain(place);
    expect(diagnostics.map(({ severity }) => severity)).toEqual(["warning"]);
    expect(organization).not.toBeNull();
  });

  test("has a test for every code that is written in the source", async () => {
    const written = new Set<string>();
    for (const room of ["document", "desired", "desired/rules"]) {
      const directory = fileURLToPath(new URL(`../../src/${room}/`, import.meta.url));
      for (const name of await readdir(directory)) {
        if (!name.endsWith(".ts")) continue;
        const source = await readFile(`${directory}${name}`, "utf8");
        for (const [, code = ""] of source.matchAll(/code: "([a-z0-9-]+)"/g)) written.add(code);
      }
    }
    const tested = new Set([...errors, ...warnings].map(([place]) => place.slice(0, place.indexOf(" "))));
    // What no fake disk can hold, and what has a test file of its own, is tested elsewhere.
    const elsewhere = [
      "not-a-plain-file",
      "too-many-files",
      "unreadable-file",
      "no-roles",
      "more-diagnostics",
      "duplicate-name",
      "roster-too-small",
    ];
    expect([...written].filter((code) => !tested.has(code) && !elsewhere.includes(code))).toEqual([]);
  });

  test("says that no role is defined rather than withdrawing everything", async () => {
    const none = { "roles/engineer.yaml": null, "roles/lead.yaml": null, "roles/payer.yaml": null };
    const { organization, diagnostics } = await load({
      ...none,
      "assignments/2026.yaml": "[]\n",
      "pools/ide.yaml": null,
    });
    expect(diagnostics.map(placeOf)).toEqual(["no-roles roles:1:1"]);
    expect(organization).toBeNull();
  });

  test("names both files of two roles, and of two pools, with one name", async () => {
    const { diagnostics } = await load({
      "roles/other.yaml": `name: payer\nowner: a\nrisk: 1\n${granting}`,
      "pools/other.yaml": "name: ide\napplication: chat\nseat: { group: other }\nquota: { eu: 1 }\n",
    });
    expect(diagnostics.map(placeOf)).toEqual([
      "duplicate-name pools/other.yaml:1:7",
      "name-differs pools/other.yaml:1:7",
      "name-differs roles/other.yaml:1:7",
      "duplicate-name roles/payer.yaml:1:7",
    ]);
  });
});
