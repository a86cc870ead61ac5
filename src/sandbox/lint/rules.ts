/** How grave a finding is: an error is refused or misread by some server, a warning works only as long as one is lenient. */
export type Severity = "error" | "warning";

/** One thing that a client should not do. */
export interface Rule {
  readonly severity: Severity;
  /** The section that says so; `dialect` where it is the provider that does. */
  readonly section: string;
  /** What a client should do. */
  readonly means: string;
}

const error = (section: string, means: string): Rule => ({ severity: "error", section, means });
const warning = (section: string, means: string): Rule => ({ severity: "warning", section, means });
const always = { request: "RFC 7644 3.1", body: "RFC 7643 2.1", patch: "RFC 7644 3.5.2", query: "RFC 7644 3.4.2.4" };
const filter = "RFC 7644 3.4.2.2";

/** Every rule by its id, which stays what it is. `docs/sandbox.md` lists them, and a test holds both together. */
export const rules = {
  "request-authorization": error("RFC 7644 2", "every request carries an Authorization header"),
  "request-accept": warning(always.request, "Accept names application/scim+json, or at least application/json"),
  "request-content-type": error(always.request, "a body is sent as application/scim+json, or as application/json"),
  "request-content-type-json": warning("RFC 7644 8.1", "a body is sent as application/scim+json"),
  "request-endpoint": error("RFC 7644 3.2", "endpoints are spelled as they are: /Users, /Groups, /Bulk, …"),
  "request-slash": warning("RFC 7644 3.2", "no slash at the end of a path, and no two in a row"),
  "request-body-unexpected": warning("RFC 9110 9.3.1", "GET and DELETE have no body"),
  "request-if-match": warning("RFC 7644 3.14", "If-Match is sent only where the service has versions"),
  "request-secret-in-url": error("RFC 7644 7.5.2", "no token and no password is part of an address"),
  "body-json": error(always.request, "a body is a JSON object"),
  "schemas-missing": error("RFC 7643 3", "schemas is there, and names the resource's or message's own URN"),
  "schemas-unknown": warning("RFC 7643 3", "schemas names only URNs that the service lists at /Schemas"),
  "schemas-extension": error("RFC 7643 3.3", "schemas names every extension that the body uses"),
  "attribute-unknown": error(always.body, "a body has only attributes that the schema has"),
  "extension-unknown": warning("RFC 7643 3.3", "a body uses only extensions that the service lists"),
  "attribute-case": warning(always.body, "attribute names are spelled as the schema spells them"),
  "attribute-twice": error(always.body, "no attribute is given twice in different case"),
  "attribute-type": error(
    "RFC 7643 2.3",
    "a value has the type that the schema says: true, not “True”; a list where it is a list",
  ),
  "attribute-required": error("RFC 7643 2.2", "a required attribute has a value"),
  "attribute-read-only": warning("RFC 7644 3.3", "POST and PUT leave out what is read-only: id, meta, groups"),
  "attribute-primary": error("RFC 7643 2.4", "at most one value of a list is primary"),
  "patch-operations": error(always.patch, "a PATCH has a list Operations with at least one operation"),
  "patch-operations-case": warning(always.patch, "the list is called Operations, with a capital letter"),
  "patch-op": error(always.patch, "op is add, remove or replace"),
  "patch-op-case": error(always.patch, "op is written in lower case"),
  "patch-path": error(
    always.patch,
    "path follows the grammar: attribute, attribute.part, attribute[filter].part, URN:attribute",
  ),
  "patch-path-unknown": error(always.patch, "path leads to an attribute of the schema"),
  "patch-path-filter": error(
    always.patch,
    "a filter in a path chooses among several values, by attributes that they have",
  ),
  "patch-read-only": error(always.patch, "nothing read-only or immutable is changed"),
  "patch-value-missing": error("RFC 7644 3.5.2.1", "add and replace have a value"),
  "patch-remove-path": error("RFC 7644 3.5.2.2", "remove has a path"),
  "patch-remove-value": warning("RFC 7644 3.5.2.2", "remove says what by a filter in its path and has no value"),
  "patch-no-path": warning("RFC 7644 3.5.2.3", "add and replace have a path: without one, servers disagree"),
  "put-not-patch": warning("RFC 7644 3.5.1", "PATCH is used where there is one: PUT takes away what it does not name"),
  "bulk-operations": error("RFC 7644 3.7", "a bulk request has a list Operations with at least one operation"),
  "bulk-method": error("RFC 7644 3.7", "a bulk operation is a POST, PUT, PATCH or DELETE, in capital letters"),
  "bulk-path": error(
    "RFC 7644 3.7",
    "a bulk operation has the path of a resource, or of an endpoint where it is a POST",
  ),
  "bulk-id": error("RFC 7644 3.7", "a POST has a bulkId, and no two operations of a request have the same"),
  "bulk-fail-on-errors": error("RFC 7644 3.7.3", "failOnErrors is an integer of 1 or more, or left out"),
  "bulk-same-resource": warning("RFC 7644 3.7", "a bulk request has one operation of a resource: no order is promised"),
  "filter-syntax": error(filter, "a filter follows the grammar"),
  "filter-attribute": error(filter, "a filter compares attributes that the schema has, with values that fit"),
  "query-integer": error(always.query, "startIndex and count are integers"),
  "query-start-index": warning(always.query, "startIndex is 1 or more"),
  "query-count": warning(always.query, "count is 0 or more"),
  "query-attributes": warning("RFC 7644 3.9", "attributes and excludedAttributes name attributes of the schema"),
  "query-attributes-both": warning("RFC 7644 3.9", "attributes and excludedAttributes are not used together"),
  "cursor-and-index": warning("RFC 9865 2", "cursor and startIndex are not used together"),
  "cursor-foreign": error(
    "RFC 9865 2",
    "a cursor is used with the same filter, count and order as the page that gave it",
  ),
  "cursor-twice": warning("RFC 9865 2", "one walk uses each cursor once, and two walks of one listing do not overlap"),
  "post-again-blind": error(
    "RFC 7644 3.3",
    "after a POST that may have worked, look for the account before the same POST again",
  ),
  "post-unseen": warning("RFC 7644 3.3", "look for the account by externalId or userName before POST"),
  "retry-too-early": error("RFC 9110 10.2.3", "nothing is asked again before Retry-After is over"),
  "dialect-accept": error("dialect", "Accept names what this provider demands"),
  "dialect-user-agent": error("dialect", "User-Agent is there where this provider demands it"),
  "dialect-endpoint": error(
    "dialect",
    "only endpoints that this provider has are called: not /Groups or /Bulk everywhere",
  ),
  "dialect-put": error("dialect", "no PUT where this provider has none"),
  "dialect-filter": error("dialect", "a filter stays within what this provider answers"),
  "dialect-paging": error(
    "dialect",
    "pages are asked for in the way this provider has: cursor, startIndex, or not at all",
  ),
  "dialect-count": warning("dialect", "count is at most this provider's largest page"),
  "dialect-sort": warning("dialect", "sortBy is sent only where this provider sorts"),
  "dialect-required": error("dialect", "a new account has what this provider demands"),
  "dialect-one-value": error("dialect", "a list has one value where this provider takes only one"),
  "dialect-fixed": warning("dialect", "no change is sent of an attribute that this provider does not change"),
  "dialect-deactivation": warning("dialect", "active: false is not sent lightly where it deletes the account for good"),
  "dialect-operations": error("dialect", "a PATCH has at most as many operations as this provider takes"),
  "dialect-bulk-operations": error("dialect", "a bulk request has at most as many operations as this provider takes"),
  "dialect-bulk-bytes": error("dialect", "a bulk request has at most as many bytes as this provider takes"),
  "dialect-member-cap": error("dialect", "a request changes at most as many memberships as this provider takes"),
  "dialect-member-removals": error(
    "dialect",
    "a request removes at most as many members as this provider takes: one, for some",
  ),
  "dialect-member-mixed": error(
    "dialect",
    "members are changed by one operation and with nothing else where this provider wants it so",
  ),
  "dialect-member-replace": error(
    "dialect",
    "members are not replaced or removed as a whole where this provider refuses it",
  ),
  "dialect-member-value": error(
    "dialect",
    "members are removed by a filter in the path where this provider takes nothing else",
  ),
  "dialect-member-body": error("dialect", "POST and PUT of a group carry no members where this provider takes none"),
  "dialect-member-bytes": error("dialect", "a PATCH of a group has at most as many bytes as this provider takes"),
} as const satisfies Readonly<Record<string, Rule>>;

/** The id of a rule. */
export type RuleId = keyof typeof rules;
