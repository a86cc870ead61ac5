import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

const teams = 900;
const sites = 80;
const departments = 20;

/** Writes an organisation of any size with 1,000 roles, each of which fills a group of its own: three for everybody. */
export async function writeLargeOrganization(root, people) {
  await mkdir(join(root, "people"), { recursive: true });
  await mkdir(join(root, "roles"), { recursive: true });
  await mkdir(join(root, "policies"), { recursive: true });
  await writeFile(join(root, "rollcall.yaml"), config(people));
  await writeFile(join(root, "people", "roster.csv"), roster(people));
  for (const [name, attribute, count] of [
    ["team", "team", teams],
    ["site", "location", sites],
    ["dept", "department", departments],
  ]) {
    for (let index = 0; index < count; index += 1) {
      const role = `${name}-${index}`;
      await writeFile(join(root, "roles", `${role}.yaml`), roleFile(role, attribute));
    }
  }
}

function config(people) {
  return `organization: large
people:
  source: csv
  path: people/roster.csv
  guard: { minPeople: ${Math.floor(people / 2)}, maxDrop: 10% }
applications:
  chat:
    connector: scim
    profile: generic
    url: "\${env:CHAT_URL}"
    auth: { bearer: "\${env:CHAT_TOKEN}" }
    limits: { rate: 100000/s, concurrency: 8 }
limits: { rate: 100000/s }
`;
}

function roster(people) {
  const rows = [
    "id,kind,status,userName,givenName,familyName,email,manager,start,end,department,title,location,team,costCenter",
  ];
  for (let n = 0; n < people; n += 1) {
    const name = `person.${n}@large.example`;
    const place = [
      `dept-${n % departments}`,
      `Specialist ${n % 50}`,
      `site-${n % sites}`,
      `team-${n % teams}`,
      `CC-${n % 100}`,
    ];
    rows.push(
      [`p${n}`, "employee", "active", name, "Person", `Number ${n}`, name, "", "2020-01-01", "", ...place].join(","),
    );
  }
  return `${rows.join("\n")}\n`;
}

function roleFile(name, attribute) {
  return `name: ${name}
title: Everybody with ${attribute} ${name}
owner: platform
risk: 10
# What comes with the place.
birthright:
  - { ${attribute}: ${name}, kind: [employee, contractor] }
grants:
  - { application: chat, group: ${name} }
`;
}
