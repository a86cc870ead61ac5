// better-auth and its SCIM plugin on its own memory adapter. Prints where it listens as one line of JSON.
import { once } from "node:events";
import { createServer } from "node:http";
import { scim } from "@better-auth/scim";
import { betterAuth } from "better-auth";
import { memoryAdapter } from "better-auth/adapters/memory";
import { getAuthTables } from "better-auth/db";
import { toNodeHandler } from "better-auth/node";

const token = "interop-token";
const server = createServer();
server.listen(0, "127.0.0.1");
await once(server, "listening");
const origin = `http://127.0.0.1:${server.address().port}`;

const options = {
  baseURL: origin,
  secret: "not-a-secret-but-long-enough-for-the-check",
  telemetry: { enabled: false },
  rateLimit: { enabled: false },
  logger: { level: "error" },
  emailAndPassword: { enabled: true },
  plugins: [scim({ connections: [{ id: "rollcall", credentials: [{ type: "bearer", id: "one", token }] }] })],
};
const tables = {};
for (const [name, table] of Object.entries(getAuthTables(options))) {
  tables[name] = [];
  tables[table.modelName] ??= [];
}
server.on("request", toNodeHandler(betterAuth({ ...options, database: memoryAdapter(tables) })));
console.log(JSON.stringify({ url: `${origin}/api/auth/scim/v2`, token }));
