import { doubtful, placeText, quoted, wrong } from "../../document/diagnose.ts";
import { didYouMean } from "../../document/nearest.ts";
import type { SeatNotice } from "../../model/seat-notice.ts";
import type { Rule } from "../written.ts";

/** Notices are of a pool, and of one that reclaims seats. */
export const noticesAreOfPools: Rule = ({ notices, pools, poolNames }) =>
  notices.flatMap(({ pool, document }) => {
    const at = document.at([]);
    if (!poolNames.has(pool)) {
      const message = `there is no pool ${quoted(pool)}`;
      const hint = didYouMean(pool, poolNames) ?? "remove the file, or name it like its pool";
      return [wrong({ code: "unknown-pool", at, message, hint })];
    }
    const isIdle = pools.some((file) => file.pool.name === pool && file.pool.reclaim === null);
    if (!isIdle) return [];
    const message = `the pool ${quoted(pool)} reclaims nothing, so that its notices have no effect`;
    return [doubtful({ code: "idle-notices", at, message, hint: "write reclaim into the pool, or remove the file" })];
  });

/** One notice a person: of two, nobody knows which counts. */
export const peopleAreNoticedOnce: Rule = (written) =>
  written.notices.flatMap(({ notices }) => {
    const first = new Map<string, SeatNotice>();
    return notices.flatMap((notice) => {
      const other = first.get(notice.person);
      if (other === undefined) {
        first.set(notice.person, notice);
        return [];
      }
      const message = `${quoted(notice.person)} was noticed in ${placeText(other.at)} already`;
      return [wrong({ code: "duplicate-notice", at: notice.at, message, hint: "keep one of the two lines" })];
    });
  });

/** People come off the roster while their notices stand: that must not stop every plan. */
export const noticedPeopleAreKnown: Rule = ({ notices, roster, people, personHint }) =>
  notices.flatMap((file) =>
    file.notices.flatMap(({ person }, index) => {
      if (roster === null || people.has(person)) return [];
      const at = file.document.at([index, "person"]);
      const message = `${quoted(person)} is not on the roster, so that the notice has no effect`;
      return [doubtful({ code: "notice-of-nobody", at, message, hint: personHint(person) })];
    }),
  );
