import type { ProtectionGap } from "../model/protection.ts";

/** A gap, and whether it is there. */
export type GapRow = readonly [isOpen: boolean, gap: ProtectionGap];

/** The gaps that are there. */
export function open(rows: readonly GapRow[]): readonly ProtectionGap[] {
  return rows.filter(([isOpen]) => isOpen).map(([, gap]) => gap);
}

/** A gap that somebody could use by themselves. */
export function critical(gap: string, attack: string, setting: string): ProtectionGap {
  return { gap, severity: "critical", attack, setting };
}

/** A gap that something else still stands behind, or that could not be looked for. */
export function warning(gap: string, attack: string, setting: string): ProtectionGap {
  return { gap, severity: "warning", attack, setting };
}
