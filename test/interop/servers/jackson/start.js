// The directory sync of saml-jackson in memory; ours is only the routing from HTTP to its handler, and a look into its store
// at /members/{group}, because its groups never show their members. Prints where it listens as one line of JSON.
import { once } from "node:events";
import { createServer } from "node:http";
import jackson from "@boxyhq/saml-jackson";

const server = createServer();
server.listen(0, "127.0.0.1");
await once(server, "listening");
const origin = `http://127.0.0.1:${server.address().port}`;

const { directorySyncController: sync } = await (jackson.default ?? jackson)({
  externalUrl: origin,
  samlPath: "/saml",
  scimPath: "/scim",
  samlAudience: "interop",
  db: { engine: "mem", pageLimit: 1000 },
  noAnalytics: true,
});
const { data: directory, error } = await sync.directories.create({
  name: "rollcall",
  tenant: "interop",
  product: "rollcall",
  type: "generic-scim-v2",
});
if (error) throw error;

server.on("request", async (request, response) => {
  const url = new URL(request.url, origin);
  const [, first, second, third, fourth] = url.pathname.split("/");
  try {
    if (first === "members") return reply(response, 200, await membersOf(second));
    const body = await readBody(request);
    const number = (name) => (url.searchParams.has(name) ? Number(url.searchParams.get(name)) : undefined);
    const answer = await sync.requests.handle(
      {
        method: request.method,
        body,
        directoryId: second,
        resourceType: third,
        resourceId: fourth === undefined ? undefined : decodeURIComponent(fourth),
        apiSecret: (request.headers.authorization ?? "").replace(/^Bearer /, ""),
        query: {
          count: number("count"),
          startIndex: number("startIndex"),
          filter: url.searchParams.get("filter") ?? undefined,
        },
      },
      async () => {},
    );
    reply(response, answer.status, answer.data);
  } catch (failure) {
    reply(response, 500, { detail: String(failure?.message ?? failure) });
  }
});
console.log(
  JSON.stringify({ url: `${origin}/scim/${directory.id}`, token: directory.scim.secret, members: `${origin}/members` }),
);

async function membersOf(groupId) {
  const { data } = await sync.groups.getGroupMembers({ groupId, pageOffset: 0, pageLimit: 1000 });
  return (data ?? []).map(({ user_id }) => user_id);
}

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString("utf8");
  return text === "" ? undefined : JSON.parse(text);
}

function reply(response, status, data) {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(JSON.stringify(data ?? {}));
}
