import { entitlementKey } from "../model/entitlement-key.ts";
import type { Undoes } from "../model/plan.ts";
import type { ComposeInput } from "../plan/compose.ts";
import type { UndoInput, UndoPart } from "../plan/compose-undo.ts";
import { type Deed, targetOf } from "../plan/deed.ts";
import type { Given } from "../plan/former.ts";
import { UndoView } from "../plan/undo-view.ts";
import { diffContext, type LiveSources } from "./read-live.ts";
import type { RecalledDeeds } from "./recall-deeds.ts";

/** A run that is about to be undone, from before the applications are read to after. */
export interface OpenUndo {
  readonly undoes: Undoes;
  /** What has to be seen of each application. */
  readonly views: ReadonlyMap<string, UndoView>;
  /** Adds the memberships that the run gave or took, so that they are asked for also where nothing names them any more. */
  alsoGiven(given: Given): Given;
  inputOf(read: ComposeInput, from: Pick<LiveSources, "connectors" | "recalled">): UndoInput;
}

/** Makes ready what reading the applications has to bring. */
export function openUndo({ undoes, byApplication }: RecalledDeeds): OpenUndo {
  const views = new Map([...byApplication].map(([name, deeds]) => [name, new UndoView(deeds)]));
  return {
    undoes,
    views,
    alsoGiven(given) {
      const all = new Map(given);
      for (const [name, deeds] of byApplication) all.set(name, withTargets(given.get(name) ?? new Map(), deeds));
      return all;
    },
    inputOf(read, { connectors, recalled }) {
      const parts = new Map<string, UndoPart>();
      const elsewhere: Deed[] = [];
      for (const [name, deeds] of byApplication) {
        const application = read.desired.applications.get(name);
        const [connector, view] = [connectors.get(name), views.get(name)];
        if (application === undefined || connector === undefined || view === undefined) elsewhere.push(...deeds);
        else {
          const context = diffContext(read.desired, application, { connector, recalled: recalled.get(name) });
          parts.set(name, { deeds, view, context });
        }
      }
      return { ...read, undoes, parts, elsewhere };
    },
  };
}

function withTargets(
  known: ReadonlyMap<string, ReadonlySet<string>>,
  deeds: readonly Deed[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const people = new Map<string, Set<string>>();
  for (const [key, given] of known) people.set(key, new Set(given));
  for (const { entry } of deeds) {
    const target = targetOf(entry);
    if (target?.kind !== "entitlement" || entry.person === null) continue;
    const key = entitlementKey(target.entitlement);
    people.set(key, (people.get(key) ?? new Set()).add(entry.person));
  }
  return people;
}
