// scimmy's protocol layer on Express 4; ours is only the store, two Maps. Prints where it listens as one line of JSON.
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import express from "express";
import SCIMMY from "scimmy";
import SCIMMYRouters from "scimmy-routers";

const token = "interop-token";
const names = { User: "userName", Group: "displayName" };

SCIMMY.Config.set({
  filter: { supported: true, maxResults: 200 },
  bulk: { supported: true, maxOperations: 100, maxPayloadSize: 1_048_576 },
});
SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser, false);
for (const kind of ["User", "Group"]) declare(kind, new Map());

const app = express();
app.use(
  "/scim/v2",
  new SCIMMYRouters({
    type: "bearer",
    baseUri: (request) => `${request.protocol}://${request.get("host")}`,
    handler: (request) => {
      if (request.header("authorization") !== `Bearer ${token}`) throw new Error("the token is wrong");
      return "rollcall";
    },
  }),
);
const server = app.listen(0, "127.0.0.1");
await once(server, "listening");
console.log(JSON.stringify({ url: `http://127.0.0.1:${server.address().port}/scim/v2`, token }));

function declare(kind, store) {
  const name = names[kind];
  const missing = (id) => new SCIMMY.Types.Error(404, null, `there is no ${kind} ${id}`);
  const write = async (request, instance) => {
    const data = JSON.parse(JSON.stringify(instance));
    const wanted = String(data[name]).toLowerCase();
    const taken = [...store.values()].some(
      (each) => each.id !== request.id && String(each[name]).toLowerCase() === wanted,
    );
    if (taken) throw new SCIMMY.Types.Error(409, "uniqueness", `${name} is taken`);
    if (request.id !== undefined && !store.has(request.id)) throw missing(request.id);
    const id = request.id ?? randomUUID();
    const created = store.get(id)?.meta.created ?? new Date().toISOString();
    const record = { ...data, id, meta: { created, lastModified: new Date().toISOString() } };
    store.set(id, record);
    return record;
  };
  const read = async (request) => {
    if (request.id === undefined)
      return request.filter ? request.filter.match([...store.values()]) : [...store.values()];
    if (!store.has(request.id)) throw missing(request.id);
    return store.get(request.id);
  };
  const remove = async (request) => {
    if (!store.delete(request.id)) throw missing(request.id);
  };
  SCIMMY.Resources.declare(SCIMMY.Resources[kind].ingress(write).egress(read).degress(remove));
}
