import type { Diagnostic } from "../model/diagnostic.ts";
import {
  assignedPeopleAreHere,
  assignedRolesAreKnown,
  assignmentsAreCurrent,
  assignmentsAreShortEnough,
  assignmentsAreToldOnce,
} from "./rules/assignment-rules.ts";
import { excludedRolesAreApart } from "./rules/exclusion-rules.ts";
import { namesAreThoseOfFiles, namesAreUnique } from "./rules/name-rules.ts";
import { noticedPeopleAreKnown, noticesAreOfPools, peopleAreNoticedOnce } from "./rules/notice-rules.ts";
import { idsAreUnique, managersAreKnown, protectedPeopleAreKnown, userNamesAreUnique } from "./rules/people-rules.ts";
import {
  failoversArePossible,
  locationsAreHeld,
  poolApplicationsAreKnown,
  poolConditionsArePossible,
  seatsAreCountedOnce,
  seatsComeFromPools,
} from "./rules/pool-rules.ts";
import {
  decidedPeopleAreKnown,
  decisionsAgree,
  decisionsHaveSignals,
  nobodyReleasesThemselves,
} from "./rules/release-rules.ts";
import { requestIdsAreUnique, requestsHaveAReserve, reservesAreLargeEnough } from "./rules/request-rules.ts";
import {
  birthrightsArePossible,
  grantsAreKnown,
  grantsAreTold,
  includesAreNoCycle,
  relatedRolesAreKnown,
  rolesAreConsistent,
} from "./rules/role-rules.ts";
import { tiersAreRanked, tiersAreSeveral, tiersAreTogether } from "./rules/tier-rules.ts";
import { blameTheRoster } from "./truncated-roster.ts";
import { indexFiles, type Rule, type WrittenFiles } from "./written.ts";

/** What must hold between files; each looks things up rather than comparing all with all. */
const rules: readonly Rule[] = [
  namesAreThoseOfFiles,
  namesAreUnique,
  idsAreUnique,
  userNamesAreUnique,
  managersAreKnown,
  protectedPeopleAreKnown,
  relatedRolesAreKnown,
  grantsAreKnown,
  grantsAreTold,
  birthrightsArePossible,
  includesAreNoCycle,
  rolesAreConsistent,
  poolApplicationsAreKnown,
  seatsAreCountedOnce,
  seatsComeFromPools,
  failoversArePossible,
  locationsAreHeld,
  poolConditionsArePossible,
  requestsHaveAReserve,
  requestIdsAreUnique,
  reservesAreLargeEnough,
  tiersAreTogether,
  tiersAreRanked,
  tiersAreSeveral,
  noticesAreOfPools,
  peopleAreNoticedOnce,
  noticedPeopleAreKnown,
  decidedPeopleAreKnown,
  nobodyReleasesThemselves,
  decisionsAgree,
  decisionsHaveSignals,
  assignmentsAreCurrent,
  assignedPeopleAreHere,
  assignedRolesAreKnown,
  assignmentsAreShortEnough,
  assignmentsAreToldOnce,
  excludedRolesAreApart,
];

/** Everything that does not fit between files that each are right by themselves. */
export function checkReferences(files: WrittenFiles): readonly Diagnostic[] {
  const index = indexFiles(files);
  return blameTheRoster(
    files,
    rules.flatMap((rule) => rule(index)),
  );
}
