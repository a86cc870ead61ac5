import { type AuditedRecord, holderOf, thingOf } from "../audit/questions/audited-record.ts";
import { didYouMean } from "../document/nearest.ts";
import { entitlementKey } from "../model/entitlement-key.ts";
import { RollcallError } from "../model/error.ts";
import type { Organization } from "../model/organization.ts";
import { overflowLocation } from "../plan/seat-location.ts";
import { visible } from "../report/visible.ts";
import type { AuditQuery } from "./audit-ask.ts";

/** What a question asks about by name. */
interface AskedNames {
  readonly person?: string | undefined;
  readonly application?: string | undefined;
  readonly target?: string | undefined;
}

/**
 * Names that the files or the ledger ever spoke of: whoever asks about another one has misspelt it. Who was erased, or has left the roster,
 * is still named by the ledger.
 */
export class KnownNames {
  /** Ids of people, and accounts that belong to nobody known. */
  readonly #people = new Set<string>();
  readonly #applications = new Set<string>();
  /** What somebody can have, with and without the application before it; an application stands for the account there. */
  readonly #targets = new Set<string>();

  constructor({
    people,
    applications,
    roles,
    pools,
  }: Pick<Organization, "people" | "applications" | "roles" | "pools">) {
    for (const { id } of people) this.#people.add(id);
    for (const { name } of applications) this.#addTarget(name, "account");
    for (const grant of roles.flatMap(({ grants }) => grants))
      if (grant.kind === "entitlement")
        this.#addTarget(grant.entitlement.application, entitlementKey(grant.entitlement));
    for (const { name, seat, quota } of pools)
      for (const location of [...Object.keys(quota), overflowLocation])
        this.#addTarget(seat.application, `seat:${name}/${location}`);
  }

  take(record: AuditedRecord): void {
    if ("event" in record) {
      if (record.event.kind === "erasure") this.#people.add(record.event.person);
      return;
    }
    for (const entry of record.record.entries) {
      this.#people.add(holderOf(entry));
      this.#addTarget(entry.application, thingOf(entry));
    }
  }

  /** Throws `input-invalid` for a name that is not known, with the known one that reads most like it. */
  check({ person, application, target }: AskedNames): void {
    if (person !== undefined) refuseUnknown("nobody has the id", person, this.#people);
    if (application !== undefined) refuseUnknown("there is no application", application, this.#applications);
    if (target !== undefined) refuseUnknown("nothing that somebody can have is called", target, this.#targets);
  }

  #addTarget(application: string, thing: string): void {
    this.#applications.add(application);
    this.#targets.add(application).add(thing).add(`${application}/${thing}`);
  }
}

/** What a question asks about by name; null when it asks about everything. */
export function namesAsked(query: AuditQuery): AskedNames | null {
  switch (query.question) {
    case "access":
      return query.person === undefined && query.application === undefined ? null : query;
    case "why":
      return query;
    case "reconcile":
      return { application: query.application };
    case "population":
    case "approvals":
    case "failures":
    case "timeliness":
    case "emergency":
    case "keys":
    case "sample":
      return null;
  }
}

function refuseUnknown(what: string, name: string, known: ReadonlySet<string>): void {
  if (known.has(name)) return;
  const hint = didYouMean(name, known);
  throw new RollcallError(
    "input-invalid",
    visible(`${what} "${name}", in the files or in the ledger${hint === null ? "" : `; ${hint}`}`),
  );
}
