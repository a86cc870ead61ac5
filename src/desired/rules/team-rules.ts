import { doubtful, quoted } from "../../document/diagnose.ts";
import { didYouMean } from "../../document/nearest.ts";
import type { Rule } from "../written.ts";

/** A team without members can never agree. */
export const teamsHaveMembers: Rule = ({ teams }) =>
  [...(teams?.teams ?? [])].flatMap(([team, members]) => {
    if (teams === null || members.length > 0) return [];
    const message = `nobody is in the team ${quoted(team)}`;
    return [
      doubtful({
        code: "empty-team",
        at: teams.document.keyAt([team]),
        message,
        hint: "what it is asked is never approved",
      }),
    ];
  });

/** Somebody who is not on the roster counts by exactly this name, and by no other. */
export const membersAreKnown: Rule = ({ teams, roster }) => {
  if (teams === null || roster === null) return [];
  const names = new Set(
    roster.people.flatMap(({ id, userName, email, attributes }) =>
      [id, userName, email ?? "", attributes["login"] ?? ""].map((name) => name.toLowerCase()),
    ),
  );
  return [...teams.teams].flatMap(([team, members]) =>
    members.flatMap((member, place) => {
      if (names.has(member.toLowerCase())) return [];
      const message = `nobody on the roster is called ${quoted(member)}`;
      const hint = "write the id of a person, or give the roster a column login";
      return [doubtful({ code: "unknown-member", at: teams.document.at([team, place]), message, hint })];
    }),
  );
};

/** A team that roles or thresholds name, and that is not written down, can never agree either. */
export const askedTeamsAreThere: Rule = ({ teams, roles, namedTeams }) => {
  if (teams === null) return [];
  const owners = roles.map(({ role, document }) => ({ team: role.owner, at: document.at(["owner"]) }));
  const seen = new Set<string>();
  return [...namedTeams, ...owners].flatMap(({ team, at }) => {
    if (teams.teams.has(team) || seen.has(team)) return [];
    seen.add(team);
    const hint = didYouMean(team, teams.teams.keys()) ?? "write its members into policies/teams.yaml";
    return [doubtful({ code: "unknown-team", at, message: `there is no team ${quoted(team)}`, hint })];
  });
};
