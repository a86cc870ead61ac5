import { expect, test } from "vitest";
import { anAccount, LiveApplication, planFor } from "../support/live-application.ts";
import { aBirthright, aGrant, anApplication, anOrganization, aPerson, aRole } from "../support/people.ts";

const roles = [
  aRole({ risk: 10, birthright: [aBirthright({})] }),
  aRole({ name: "root", risk: 95, grants: [aGrant({ application: "directory", value: "production" })] }),
];
const applications = [anApplication(), anApplication({ name: "directory" })];

test("a leaver who holds something dangerous anywhere is cut off everywhere before the others", () => {
  const people = ["e1", "e2", "e3"].map((id) => aPerson({ id, status: "left" }));
  const chat = new LiveApplication("chat", ["engineering"]);
  const directory = new LiveApplication("directory", ["production"]);
  for (const { id } of people) {
    chat.with(anAccount({ externalId: id }), "engineering");
    directory.with(anAccount({ externalId: id }), ...(id === "e3" ? ["production"] : []));
  }
  const { changes } = planFor(anOrganization({ people, roles, applications }), [chat, directory]);
  const disabled = changes
    .filter(({ kind }) => kind === "disable-account")
    .map(({ key }) => key.split("/", 2).join("/"));
  expect(disabled).toEqual(["chat/e3", "directory/e3", "chat/e1", "chat/e2", "directory/e1", "directory/e2"]);
});

test("strangers of two applications are not one person", () => {
  const chat = new LiveApplication("chat", ["engineering"]).with(anAccount({ externalId: "gone", id: "1" }));
  const directory = new LiveApplication("directory", ["production"]).with(
    anAccount({ externalId: "gone", id: "1" }),
    "production",
  );
  const { changes } = planFor(anOrganization({ people: [], roles, applications }), [chat, directory]);
  expect(changes[0]?.key).toBe("directory/@1/disable-account");
  expect(changes[1]?.key).toBe("chat/@1/disable-account");
});
