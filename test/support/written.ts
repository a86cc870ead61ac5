import { type Loaded, loadOrganization } from "../../src/desired/load.ts";
import { directoryTree, type Tree } from "../../src/document/tree.ts";
import type { Diagnostic } from "../../src/model/diagnostic.ts";
import { FakeDisk } from "./fake-disk.ts";

/** Files by path: texts or bytes; null leaves a file of `aRepository` out. */
export type WrittenTexts = Readonly<Record<string, string | Uint8Array | null>>;

/** The instant that tests load for. */
export const loadedAt = "2026-11-23T09:00:00Z";

/** A small organisation without any fault: three people, three roles, a pool, an assignment. */
export const aRepository: Readonly<Record<string, string>> = {
  "rollcall.yaml": `organization: acme
people:
  source: csv
  path: people/roster.csv
applications:
  chat:
    connector: scim
    url: https://chat.example/scim/v2
    auth: { bearer: "\${env:CHAT_TOKEN}" }
  ide-vendor:
    connector: scim
    url: "\${env:IDE_URL}"
    auth: none
`,
  "people/roster.csv": `id,kind,status,userName,givenName,familyName,email,manager,start,end,department,location
e1001,employee,active,Ana@acme.example,Ana,Sousa,ana@acme.example,,2020-01-01,,Engineering,eu
e1002,employee,active,ben@acme.example,Ben,Okoro,ben@acme.example,e1001,2021-01-01,,Finance,us
e1003,employee,left,cai@acme.example,Cai,Lund,,e1001,2019-01-01,2026-01-31,Finance,eu
`,
  "roles/engineer.yaml": `name: engineer
title: Engineer
owner: platform
risk: 20
birthright:
  - { department: Engineering, kind: [employee, contractor] }
grants:
  - { application: chat, group: engineering }
  - { pool: ide }
excludes: [payer]
`,
  "roles/lead.yaml": `name: lead
owner: platform
risk: 30
includes: [engineer]
grants:
  - { application: chat, role: moderator }
maxDuration: 90d
`,
  "roles/payer.yaml": `name: payer
owner: finance
risk: 60
grants:
  - { application: chat, group: payments }
`,
  "pools/ide.yaml": `name: ide
application: ide-vendor
seat: { license: ALL }
quota: { eu: 10, us: 5, global: 2 }
priority:
  - { role: lead }
  - { department: Engineering }
reclaim: { unusedFor: 45d, except: [{ status: leave }] }
`,
  "assignments/2026.yaml": `- { person: e1002, role: lead, from: 2026-11-01, until: 2026-11-30, reason: REQ-1, kind: temporary }
`,
};

/** A tree in memory: `aRepository` with these files instead of, or beside, its own. */
export async function aTree(changes: WrittenTexts = {}): Promise<Tree> {
  const disk = new FakeDisk();
  const encoder = new TextEncoder();
  for (const [path, content] of Object.entries({ ...aRepository, ...changes })) {
    if (content !== null) {
      await disk.write(`/root/${path}`, typeof content === "string" ? encoder.encode(content) : content);
    }
  }
  return directoryTree(disk, "/root");
}

/** Loads `aRepository` with changes. */
export async function load(changes: WrittenTexts = {}): Promise<Loaded> {
  return loadOrganization(await aTree(changes), loadedAt);
}

/** A text with one part of it replaced; throws when it has no such part, so that no test changes nothing. */
export function edited(path: string, from: string, to: string): WrittenTexts {
  const text = aRepository[path];
  if (text?.includes(from) !== true) throw new Error(`${path} does not hold ${JSON.stringify(from)}`);
  return { [path]: text.replace(from, to) };
}

/** A diagnostic as `code file:line:column`. */
export function placeOf({ code, at }: Diagnostic): string {
  return `${code} ${at.file}:${at.line}:${at.column}`;
}
