import { expect, test } from "vitest";
import { loadOrganization } from "../../src/desired/load.ts";
import type { Tree } from "../../src/document/tree.ts";
import { loadedAt } from "../support/written.ts";

/** A tree of so many people, and a role and four assignments for every hundred of them. */
function treeOf(people: number): Tree {
  const roles = people / 100;
  const encoder = new TextEncoder();
  const header = "id,kind,status,userName,givenName,familyName,email,manager,start,end,department,location\n";
  const person = (n: number) =>
    `e${n},employee,active,p${n},G,F,p${n}@acme.example,${n > 99 ? `e${n % 100}` : ""},2020-01-01,,D${n % roles},eu\n`;
  const role = (n: number) =>
    `name: r${n}\nowner: a\nrisk: 1\nbirthright: [{ department: D${n}, kind: [employee, guest] }]\ngrants: [{ application: chat, group: g${n} }, { application: chat, group: h${n} }]\nexcludes: [r${(n + 10) % roles}]\nincludes: [${n % 10 === 0 ? "" : `r${n - 1}`}]\n`;
  const assignment = (n: number) => `- { person: e${(n * 7) % people}, role: r${n % roles}, reason: x }\n`;
  const many = (count: number, of: (n: number) => string) => Array.from({ length: count }, (_, n) => of(n)).join("");
  const files = new Map<string, string>([
    [
      "rollcall.yaml",
      "organization: big\npeople: { source: csv, path: people/roster.csv }\napplications: { chat: { connector: scim, url: 'https://chat.example', auth: none } }\n",
    ],
    ["people/roster.csv", `${header}${many(people, person)}`],
    ["assignments/all.yaml", many(roles * 4, assignment)],
    ...Array.from({ length: roles }, (_, n): [string, string] => [`roles/r${n}.yaml`, role(n)]),
  ]);
  return {
    commit: null,
    read: async (path) => {
      const text = files.get(path);
      return text === undefined ? null : encoder.encode(text);
    },
    list: async (directory) => [...files.keys()].filter((path) => path.startsWith(`${directory}/`)).toSorted(),
  };
}

test("four times the organisation takes no more than eight times the work", async () => {
  const cpu = async (people: number) => {
    const tree = treeOf(people);
    const start = process.cpuUsage();
    const { inputs, organization } = await loadOrganization(tree, loadedAt);
    expect(Object.keys(inputs)).toHaveLength(people / 100 + 3);
    expect(organization?.people).toHaveLength(people);
    return process.cpuUsage(start).user;
  };
  await cpu(5_000);
  const small = Math.min(await cpu(5_000), await cpu(5_000));
  expect(await cpu(20_000)).toBeLessThan(8 * small + 200_000);
});
