import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Policies that have no objection: what is measured is the applier. */
export const allowAll = `package rollcall

import rego.v1

deny := set()

warn := set()

approvals := set()

risk := 0
`;

const forThePlan = allowAll.replace("package rollcall", "package rollcall.plan");

/** An organisation in which everybody belongs to the same three groups. */
export async function writeSmallOrganization(root, people) {
  for (const folder of ["people", "roles", "policies"]) await mkdir(join(root, folder), { recursive: true });
  await writeFile(join(root, "rollcall.yaml"), config);
  await writeFile(join(root, "roles", "everybody.yaml"), role);
  await writeFile(join(root, "policies", "plan.rego"), forThePlan);
  const rows = Array.from(
    { length: people },
    (_, n) => `p${n},employee,active,p${n}@small.example,Person,Number ${n},p${n}@small.example,,,`,
  );
  await writeFile(
    join(root, "people", "roster.csv"),
    `id,kind,status,userName,givenName,familyName,email,manager,start,end\n${rows.join("\n")}\n`,
  );
}

const config = `organization: small
people: { source: csv, path: people/roster.csv, guard: { minPeople: 1, maxDrop: 10% } }
applications:
  chat:
    connector: scim
    profile: generic
    url: "\${env:CHAT_URL}"
    auth: { bearer: "\${env:CHAT_TOKEN}" }
    limits: { rate: 100000/s, concurrency: 8 }
limits: { rate: 100000/s }
`;

const role = `name: everybody
title: Everybody
owner: platform
risk: 1
birthright:
  - { kind: employee }
grants:
  - { application: chat, group: one }
  - { application: chat, group: two }
  - { application: chat, group: three }
`;
