import type { ValuePath } from "../document/parsed.ts";
import type { Entitlement } from "../model/role.ts";
import { type Conversion, refuse } from "./conversion.ts";
import { entitlementTypes } from "./schema-parts.ts";

/** `group: x`, `role: x` or `license: x`: exactly one of them. */
export type WrittenEntitlement = Readonly<Partial<Record<Entitlement["type"], string>>>;

/** The entitlement that was written in the short form; null, and noted, when none or several were. */
export function readEntitlement(
  conversion: Conversion,
  path: ValuePath,
  { application, written }: { readonly application: string; readonly written: WrittenEntitlement },
): Entitlement | null {
  const found = entitlementTypes.flatMap((type) => {
    const value = written[type];
    return value === undefined ? [] : [{ application, type, value }];
  });
  const [entitlement, another] = found;
  if (entitlement !== undefined && another === undefined) return entitlement;
  refuse(conversion, path, {
    code: "entitlement-shape",
    message: `exactly one of ${entitlementTypes.join(", ")} must say what is granted`,
    hint: "write { application: chat, group: engineering }",
  });
  return null;
}
