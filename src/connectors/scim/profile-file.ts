import { type Static, Type } from "typebox";
import type { Profile } from "./profile.ts";
import { profileNameSchema, profileParts } from "./profile.ts";
import { filterSchema, headersSchema, pagingSchema, updateSchema } from "./profile-reading.ts";
import {
  bulkSchema,
  creationSchema,
  deactivateSchema,
  deleteSchema,
  membersSchema,
  slotSchema,
} from "./profile-writing.ts";
import { generic } from "./profiles/generic.ts";

const closed = { additionalProperties: false } as const;

const { title, sources, projection, attributes, required, cannot, conflicts, etag, rates, readAfterWriteDelay } =
  profileParts;

/** A profile of a user's own, as written: what differs from the one that it extends. A mapping may be given in part. */
export const profileFileSchema = Type.Object(
  {
    name: profileNameSchema,
    extends: Type.Optional(
      Type.String({
        description: "A profile that comes with Rollcall, for all that is not said here; generic when left out",
      }),
    ),
    ...Type.Partial(
      Type.Object({
        ...{ title, sources, projection, attributes, required, cannot, conflicts, etag, rates, readAfterWriteDelay },
        paging: Type.Partial(pagingSchema, { ...closed, description: "How a listing is walked" }),
        filter: Type.Partial(filterSchema, { ...closed, description: "What can be looked for" }),
        update: Type.Partial(updateSchema, { ...closed, description: "How an account is changed" }),
        creation: Type.Partial(creationSchema, {
          ...closed,
          description: "What an account is given in the request that makes it",
        }),
        bulk: Type.Union([Type.Partial(bulkSchema, closed), Type.Null()], {
          description: "Several writes in one request to /Bulk (RFC 7644 section 3.7); null: each by itself",
        }),
        deactivate: Type.Partial(deactivateSchema, { ...closed, description: "What switching an account off does" }),
        delete: Type.Partial(deleteSchema, { ...closed, description: "What deleting an account does" }),
        headers: Type.Partial(headersSchema, { ...closed, description: "Sent with every request" }),
        members: Type.Union([Type.Partial(membersSchema, closed), Type.Null()], {
          description: "Groups and their members; null: there are no groups",
        }),
        license: Type.Union([Type.Partial(slotSchema, closed), Type.Null()], {
          description: "Where a licence sits on an account; null: nowhere",
        }),
        role: Type.Union([Type.Partial(slotSchema, closed), Type.Null()], {
          description: "Where a role sits on an account; null: nowhere",
        }),
      }),
    ).properties,
  },
  closed,
);

/** See {@link profileFileSchema}. */
export type WrittenProfile = Static<typeof profileFileSchema>;

/** The whole profile: what was written over what it extends, mappings key by key and lists as wholes. */
export function profileFrom(written: WrittenProfile, base: Profile): Profile {
  const { extends: _, members, license, role, bulk, ...own } = written;
  return {
    ...base,
    title: written.name,
    ...own,
    sources: written.sources ?? [],
    paging: { ...base.paging, ...written.paging },
    filter: { ...base.filter, ...written.filter },
    update: { ...base.update, ...written.update },
    creation: { ...base.creation, ...written.creation },
    bulk: over(bulk, base.bulk, usualBulk),
    deactivate: { ...base.deactivate, ...written.deactivate },
    delete: { ...base.delete, ...written.delete },
    headers: { ...base.headers, ...written.headers },
    members: over(members, base.members, generic.members),
    license: over(license, base.license, generic.license),
    role: over(role, base.role, generic.role),
  };
}

/** The least that services with bulk take. */
const usualBulk: NonNullable<Profile["bulk"]> = { maxOperations: 100, maxBytes: 1_000_000, counted: "request" };

/** A part that the base does not have at all is completed by what is usual. */
function over<T extends object>(written: Partial<T> | null | undefined, base: T | null, usual: T | null): T | null {
  if (written === undefined) return base;
  const whole = base ?? usual;
  return written === null || whole === null ? null : { ...whole, ...written };
}
