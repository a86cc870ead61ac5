import { readFileSync } from "node:fs";

/** A small organisation that every scenario begins with: its files, by path. Everything in it is provisioned and allowed. */
export const office: Readonly<Record<string, string>> = {
  "rollcall.yaml": `organization: office
people: { source: csv, path: people/roster.csv, guard: { minPeople: 1, maxDrop: 100% } }
applications:
  chat:
    connector: scim
    url: https://chat.example/scim/v2
    auth: none
    protect: { admins: { group: owners, atLeast: 1 } }
  bank: { connector: scim, url: "https://bank.example/scim/v2", auth: none }
  suite: { connector: scim, url: "https://suite.example/scim/v2", auth: none }
`,
  "people/roster.csv": `id,kind,status,userName,givenName,familyName,email,manager,start,end,department,rotated
e1,employee,active,ada@office.example,Ada,Byron,,e2,2020-01-01,,Security,
e2,employee,active,ben@office.example,Ben,Kaya,,e1,2020-01-01,,IT,
e3,employee,active,carla@office.example,Carla,Roth,,e1,2020-01-01,,Finance,
e4,employee,active,dan@office.example,Dan,Osei,,e3,2020-01-01,,Sales,
c1,contractor,active,eva@office.example,Eva,Lind,,e3,2026-01-01,2027-12-31,Sales,
g1,guest,active,fay@partner.example,Fay,Moore,,e3,2026-01-01,2027-12-31,Partner,
s1,service,active,backup@office.example,Nightly,Backup,,e2,2026-01-01,,IT,2026-08-01
`,
  "roles/everyone.yaml": `name: everyone
owner: it
risk: 5
birthright:
  - { kind: [employee, contractor] }
grants:
  - { application: chat, group: everyone }
`,
  "roles/visitor.yaml": `name: visitor
owner: it
risk: 10
birthright:
  - { kind: guest }
grants:
  - { application: chat, group: visitors }
`,
  "roles/service.yaml": `name: service
owner: it
risk: 20
birthright:
  - { kind: service }
grants:
  - { application: bank, group: services }
`,
  "roles/analyst.yaml": "name: analyst\nowner: data\nrisk: 35\ngrants:\n  - { application: bank, group: analysts }\n",
  "roles/operator.yaml": "name: operator\nowner: it\nrisk: 50\ngrants:\n  - { application: bank, group: operators }\n",
  "roles/treasurer.yaml":
    "name: treasurer\nowner: finance\nrisk: 65\ngrants:\n  - { application: bank, group: treasury }\n",
  "roles/root.yaml": "name: root\nowner: it\nrisk: 90\ngrants:\n  - { application: bank, group: root }\n",
  "roles/owner.yaml": "name: owner\nowner: it\nrisk: 30\ngrants:\n  - { application: chat, group: owners }\n",
  "roles/payments-clerk.yaml": `name: payments-clerk
owner: finance
risk: 50
grants:
  - { application: bank, group: payments-entry }
excludes: [payments-approver]
`,
  "roles/payments-approver.yaml": `name: payments-approver
owner: finance
risk: 60
grants:
  - { application: chat, group: payments-approval }
`,
  "roles/designer.yaml": "name: designer\nowner: design\nrisk: 10\ngrants:\n  - { pool: basic }\n",
  "roles/lead-designer.yaml": "name: lead-designer\nowner: design\nrisk: 10\ngrants:\n  - { pool: pro }\n",
  "pools/basic.yaml": `name: basic
application: suite
seat: { license: BASIC }
quota: { global: 10 }
tier: { of: suite, rank: 1 }
cost: { perSeat: 10, currency: EUR, every: month }
`,
  "pools/pro.yaml": `name: pro
application: suite
seat: { license: PRO }
quota: { global: 10 }
tier: { of: suite, rank: 2 }
cost: { perSeat: 50, currency: EUR, every: month }
`,
  "assignments/office.yaml": `- { person: e1, role: owner, reason: REQ-1 }
- { person: e2, role: owner, reason: REQ-2 }
- { person: e3, role: payments-clerk, reason: REQ-3 }
- { person: e2, role: operator, reason: REQ-4 }
`,
  "policies/thresholds.yaml": readFileSync("policies/thresholds.yaml", "utf8"),
};

/** A file of the office with one text in it replaced; throws when it is not there, so that no scenario changes nothing. */
export function edit(path: string, from: string, to: string): Readonly<Record<string, string>> {
  const text = office[path];
  if (text?.includes(from) !== true) throw new Error(`${path} does not hold ${JSON.stringify(from)}`);
  return { [path]: text.replace(from, to) };
}

/** A file of the office with rows at its end. */
export function append(path: string, ...rows: readonly string[]): Readonly<Record<string, string>> {
  return { [path]: `${office[path] ?? ""}${rows.map((row) => `${row}\n`).join("")}` };
}

/** The office's assignments and one more. */
export function assign(person: string, role: string, more = ""): Readonly<Record<string, string>> {
  return append("assignments/office.yaml", `- { person: ${person}, role: ${role}, reason: REQ-9${more} }`);
}
