import { doubtful, placeText, quoted, wrong } from "../../document/diagnose.ts";
import type { Diagnostic } from "../../model/diagnostic.ts";
import type { Instant } from "../../model/instant.ts";
import type { JoinerDecision } from "../../model/joiner.ts";
import type { Rule } from "../written.ts";

/** People come off the roster while their decisions stand: that must not stop every plan. */
export const decidedPeopleAreKnown: Rule = ({ releases, roster, people, personHint }) =>
  releases.flatMap(({ decisions, document }) =>
    decisions.flatMap(({ person }, index) => {
      if (roster === null || people.has(person)) return [];
      const at = document.at([index, "person"]);
      const message = `${quoted(person)} is not on the roster, so that the decision has no effect`;
      return [doubtful({ code: "release-of-nobody", at, message, hint: personHint(person) })];
    }),
  );

/** Nobody lets themselves in. */
export const nobodyReleasesThemselves: Rule = ({ releases, people }) =>
  releases.flatMap(({ decisions, document }) =>
    decisions.flatMap(({ person: id, decision, by }, index) => {
      const person = people.get(id);
      const names = [id, person?.userName, person?.email].map((name) => name?.toLowerCase());
      if (decision !== "release" || !names.includes(by.toLowerCase())) return [];
      const message = `${quoted(id)} is released by ${quoted(by)}, who is the same person`;
      const hint = "somebody else looks, and writes who it was";
      return [wrong({ code: "own-release", at: document.at([index, "by"]), message, hint })];
    }),
  );

/** Of two decisions that hold at once and say the opposite, nobody knows which counts. */
export const decisionsAgree: Rule = ({ releases, at }) => {
  const first = new Map<string, JoinerDecision>();
  return releases
    .flatMap(({ decisions }) => decisions)
    .flatMap((decision): readonly Diagnostic[] => {
      if (isOver(decision, at)) return [];
      const other = first.get(decision.person);
      if (other === undefined) {
        first.set(decision.person, decision);
        return [];
      }
      if (other.decision === decision.decision) return [];
      const message = `${quoted(decision.person)}: ${decision.decision}, and ${placeText(other.at)} says ${other.decision}`;
      const hint = "let the earlier one expire, or remove it";
      return [wrong({ code: "contradictory-release", at: decision.at, message, hint })];
    });
};

/** Decisions are looked for where somebody joins by signals alone. */
export const decisionsHaveSignals: Rule = ({ releases, settings }) =>
  settings === null || settings.signals !== null
    ? []
    : releases.map(({ document }) => {
        const message = "rollcall.yaml names no people.signals, so that nobody is held and this file has no effect";
        const hint = "name the file of sign-ups, or remove this one";
        return doubtful({ code: "idle-releases", at: document.at([]), message, hint });
      });

function isOver({ until }: JoinerDecision, at: Instant): boolean {
  return until !== null && until <= at;
}
