import type { Organization } from "../../src/model/organization.ts";
import type { JsonObject } from "../../src/sandbox/json.ts";
import { anAccount } from "./live-application.ts";
import { aBirthright, aGrant, anApplication, anOrganization, aPerson, aRole } from "./people.ts";

interface Resource extends JsonObject {
  readonly id: string;
}

/** What an application under attack holds. */
export interface Population {
  readonly users: readonly Resource[];
  readonly groups: readonly Resource[];
}

const gone = 4;
const left = { status: "left" } as const;
const everybody = Array.from({ length: 60 }, (_, index) => `e${1000 + index}`);

/** Sixty people, four of whom have left, and one who joins: an honest reading of `population` destroys nothing but the four's. */
export const attacked: Organization = anOrganization({
  people: [...everybody, "e1060"].map((id, index) =>
    aPerson({ id, userName: `${id}@acme.example`, familyName: `Family ${id}`, ...(index < gone ? left : {}) }),
  ),
  roles: [
    aRole({ birthright: [aBirthright({ department: ["Engineering"] })], grants: [aGrant({ value: "engineering" })] }),
  ],
  applications: [anApplication({ unmanaged: "remove", orphans: "disable" })],
});

/** The accounts of everybody, all of them active and in the group. */
export function population(): Population {
  const users = everybody.map((person) => {
    const { userName, active, attributes } = anAccount({ externalId: person });
    const { givenName = null, familyName = null, displayName = null, email = null } = attributes;
    const { userType = null, department = null } = attributes;
    return {
      ...{ id: `id-${person}`, externalId: person, userName, active, displayName, userType },
      schemas: ["urn:ietf:params:scim:schemas:core:2.0:User", enterprise],
      name: { givenName, familyName },
      emails: [{ value: email, type: "work", primary: true }],
      [enterprise]: { department },
    };
  });
  const members = users.map(({ id }) => ({ value: id }));
  const schemas = ["urn:ietf:params:scim:schemas:core:2.0:Group"];
  return { users, groups: [{ id: "g1", schemas, displayName: "engineering", members }] };
}

const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
