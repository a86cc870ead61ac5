import { type AuditedRecord, holderOf } from "./audited-record.ts";

/** What people are called, as far as values of their accounts can be read. */
export class NamesOfPeople {
  readonly #found = new Map<string, string>();

  take(record: AuditedRecord): void {
    if ("event" in record) return;
    for (const entry of record.record.entries) {
      const name = nameIn(entry.after);
      if (name !== null) this.#found.set(holderOf(entry), name);
    }
  }

  /** By the holder of the account. */
  get found(): ReadonlyMap<string, string> {
    return this.#found;
  }
}

/** The name in an account's image; null when it has none, or it is sealed. */
function nameIn(image: unknown): string | null {
  const attributes = memberOf(image, "attributes");
  const [shown, given, family] = ["displayName", "givenName", "familyName"].map((each) => memberOf(attributes, each));
  if (typeof shown === "string") return shown;
  if (typeof given === "string" && typeof family === "string") return `${given} ${family}`;
  const login = memberOf(image, "userName");
  return typeof login === "string" ? login : null;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([each]) => each === name)?.[1]
    : undefined;
}
