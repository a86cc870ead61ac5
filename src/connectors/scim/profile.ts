import { type Static, Type } from "typebox";
import {
  attributesSchema,
  conflictsSchema,
  filterSchema,
  headersSchema,
  pagingSchema,
  updateSchema,
} from "./profile-reading.ts";
import {
  bulkSchema,
  cannotSchema,
  creationSchema,
  deactivateSchema,
  delaySchema,
  deleteSchema,
  membersSchema,
  ratesSchema,
  requiredSchema,
  slotSchema,
} from "./profile-writing.ts";

/** Every part of a profile, by name; a profile of a user's own gives only those that differ. */
export const profileParts = {
  title: Type.String({ minLength: 1, maxLength: 80, description: "What people call the service" }),
  sources: Type.Array(Type.String({ minLength: 1, maxLength: 200 }), {
    description: "Where the facts come from: pages of the vendor, or what was measured",
  }),
  paging: pagingSchema,
  projection: Type.Boolean({ description: "Whether attributes= is obeyed" }),
  filter: filterSchema,
  attributes: attributesSchema,
  required: requiredSchema,
  update: updateSchema,
  members: Type.Union([membersSchema, Type.Null()], {
    description: "Groups and their members; null: there are no groups",
  }),
  license: Type.Union([slotSchema, Type.Null()], { description: "Where a licence sits on an account; null: nowhere" }),
  role: Type.Union([slotSchema, Type.Null()], { description: "Where a role sits on an account; null: nowhere" }),
  creation: creationSchema,
  bulk: Type.Union([bulkSchema, Type.Null()], {
    description: "Several writes in one request to /Bulk (RFC 7644 section 3.7); null: each by itself",
  }),
  cannot: cannotSchema,
  deactivate: deactivateSchema,
  delete: deleteSchema,
  conflicts: conflictsSchema,
  etag: Type.Boolean({ description: "Whether meta.version is a version that a write may be bound to" }),
  rates: ratesSchema,
  headers: headersSchema,
  readAfterWriteDelay: delaySchema,
};

/** The name of a profile: that of its file, where it is a user's own. */
export const profileNameSchema = Type.String({
  pattern: "^[a-z][a-z0-9-]{0,62}$",
  description: "The name that rollcall.yaml says: lower-case letters, digits and hyphens",
});

/** What one kind of SCIM service is like, as data. What a service cannot do is said here, and nowhere else. */
export const profileSchema = Type.Object({ name: profileNameSchema, ...profileParts }, { additionalProperties: false });

/** See {@link profileSchema}. */
export type Profile = Static<typeof profileSchema>;

/** The members part of a profile that has groups. */
export type MemberRules = NonNullable<Profile["members"]>;

/** Where one type of entitlement sits on an account. */
export type Slot = NonNullable<Profile["license"]>;
