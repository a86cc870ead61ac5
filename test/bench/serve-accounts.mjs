// Child process: SCIM pages that were made beforehand, so that what is measured is whoever reads them.
import { createServer } from "node:http";

const [people, pageSize, latency] = process.argv.slice(2).map(Number);
const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
const full = pagesOf(fullRecord);
const slim = pagesOf((number) => {
  const { id, externalId, userName, active, displayName, title } = fullRecord(number);
  return { id, externalId, userName, active, displayName, title };
});

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
  const start = Number(searchParams.get("startIndex") ?? "1");
  const pages = searchParams.has("attributes") ? slim : full;
  const [, id] = /\/Users\/u(\d+)$/.exec(pathname) ?? [];
  const page = pathname.endsWith("/Users") ? pages[(start - 1) / pageSize] : undefined;
  const body = id === undefined ? (page ?? empty(start)) : JSON.stringify(fullRecord(Number(id)));
  const send = () => response.writeHead(200, { "content-type": "application/scim+json" }).end(body);
  if (latency > 0) setTimeout(send, latency);
  else send();
});
server.listen(0, "127.0.0.1", () => process.stdout.write(`http://127.0.0.1:${server.address().port}/scim/v2\n`));
process.stdin.resume().on("end", () => process.exit(0));

function pagesOf(record) {
  return Array.from({ length: Math.ceil(people / pageSize) }, (_, page) => {
    const start = page * pageSize;
    const Resources = Array.from({ length: Math.min(pageSize, people - start) }, (_, index) => record(start + index));
    return Buffer.from(listing(people, start + 1, Resources));
  });
}

function empty(start) {
  return listing(start > 1 ? people : 0, start, []);
}

function listing(totalResults, startIndex, Resources) {
  const schemas = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"];
  return JSON.stringify({ schemas, totalResults, startIndex, itemsPerPage: Resources.length, Resources });
}

function fullRecord(number) {
  const userName = `person.${number}@example.com`;
  const at = "2026-01-05T08:00:00Z";
  return {
    schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", enterprise],
    id: `u${number}`,
    externalId: `e${number}`,
    userName,
    name: { givenName: "Given", familyName: `Family ${number}`, formatted: `Given Family ${number}` },
    displayName: `Given Family ${number}`,
    title: "Engineer",
    userType: "employee",
    active: true,
    emails: [{ value: userName, type: "work", primary: true }],
    [enterprise]: { department: "Engineering", costCenter: "CC-100" },
    meta: { resourceType: "User", created: at, lastModified: at, version: `W/"${number}"` },
  };
}
