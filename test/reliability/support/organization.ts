import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** An organisation of any size with two applications, as the files that people write. */
export interface Shape {
  readonly people: readonly Member[];
  /** Lines below `apply:` in `rollcall.yaml`. */
  readonly apply?: readonly string[];
  /** Where the ledger and the lease are kept; null: in the repository alone. */
  readonly remote: string | null;
}

/** One line of the roster. */
export interface Member {
  readonly number: number;
  readonly status: "active" | "left";
  readonly title: string;
  readonly department: (typeof departments)[number];
}

const departments = ["eng", "sales", "ops"] as const;
const teams = 12;

/** So many people, spread over departments and teams. */
export function crowd(count: number, first = 0): readonly Member[] {
  return Array.from({ length: count }, (_, at) => member(first + at));
}

/** The same organisation a day later: every sixth has left, every fifth has moved, and some are new. */
export function nextDay(people: readonly Member[], joiners: number): readonly Member[] {
  const moved = people.map((one): Member => {
    if (one.number % 6 === 5) return { ...one, status: "left" };
    if (one.number % 5 === 1)
      return { ...one, title: "Lead", department: departments[(one.number + 1) % departments.length] ?? "ops" };
    return one;
  });
  return [...moved, ...crowd(joiners, people.length)];
}

function member(number: number): Member {
  return {
    number,
    status: "active",
    title: "Specialist",
    department: departments[number % departments.length] ?? "ops",
  };
}

/** Writes the files; what was there is replaced. */
export async function writeOrganization(root: string, { people, apply = [], remote }: Shape): Promise<void> {
  for (const folder of ["people", "roles", "policies", "pools"]) await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, "rollcall.yaml"), config(apply, remote));
  await writeFile(join(root, "people", "roster.csv"), roster(people));
  await writeFile(join(root, "policies", "change.rego"), allowAll);
  await writeFile(join(root, "policies", "plan.rego"), allowAll.replace("package rollcall", "package rollcall.plan"));
  await writeFile(join(root, "pools", "studio.yaml"), studio);
  await writeFile(join(root, "roles", "everybody.yaml"), roleFile("everybody", "kind: [employee]", everybody));
  await writeFile(join(root, "roles", "engineer.yaml"), roleFile("engineer", "department: eng", engineers));
  await writeFile(join(root, "roles", "seller.yaml"), roleFile("seller", "department: sales", sellers));
  for (let team = 0; team < teams; team += 1) {
    const grants = [`{ application: chat, group: team-${team} }`];
    await writeFile(join(root, "roles", `team-${team}.yaml`), roleFile(`team-${team}`, `team: team-${team}`, grants));
  }
}

/** Groups and licences of the organisation by what the ledger calls them; a pool's seat is a licence there. */
export const licenceOf = { studio: "STUDIO" } as const;

const everybody = ["{ application: chat, group: everyone }", "{ application: desk, group: staff }"];
const engineers = ["{ application: chat, group: eng }", "{ pool: studio }"];
const sellers = ["{ application: chat, group: sales }", "{ application: desk, group: sellers }"];

function config(apply: readonly string[], remote: string | null): string {
  return `organization: proof
people: { source: csv, path: people/roster.csv, guard: { minPeople: 1, maxDrop: 50% } }
applications:
${applicationLines("chat")}
${applicationLines("desk")}
limits: { rate: 100000/s }
plan: { expiry: 30d }
audit:
  branch: rollcall/audit
${remote === null ? "" : `  remote: ${remote}\n`}  signer: { ssh: "\${env:ROLLCALL_SIGNING_KEY}" }
apply:
  lease: 2m
${apply.map((line) => `  ${line}\n`).join("")}`;
}

function applicationLines(name: string): string {
  const variable = name.toUpperCase();
  return `  ${name}:
    connector: scim
    profile: generic
    url: "\${env:${variable}_URL}"
    auth: { bearer: "\${env:${variable}_TOKEN}" }
    limits: { rate: 100000/s, concurrency: 8 }
    leaver: disable`;
}

function roster(people: readonly Member[]): string {
  const header = "id,kind,status,userName,givenName,familyName,email,manager,start,end,department,title,team,location";
  const rows = people.map(({ number, status, title, department }) => {
    const name = `p${number}@proof.example`;
    const end = status === "left" ? "2026-11-23" : "";
    const place = [department, title, `team-${number % teams}`, "here"];
    return [`p${number}`, "employee", status, name, "Person", `Number ${number}`, name, "", "2020-01-01", end]
      .concat(place)
      .join(",");
  });
  return `${[header, ...rows].join("\n")}\n`;
}

function roleFile(name: string, birthright: string, grants: readonly string[]): string {
  return `name: ${name}
title: Everybody with ${name}
owner: platform
risk: 10
birthright:
  - { ${birthright} }
grants:
${grants.map((grant) => `  - ${grant}`).join("\n")}
`;
}

const studio = `name: studio
application: desk
seat: { entitlement: { type: license, value: STUDIO } }
quota: { here: 10000 }
whenFull: wait
cost: { perSeat: 10, currency: EUR, every: month }
`;

const allowAll = `package rollcall

import rego.v1

deny := set()

warn := set()

approvals := set()

risk := 0
`;
