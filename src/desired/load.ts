import { wrong } from "../document/diagnose.ts";
import { inOrder } from "../document/diagnostic-order.ts";
import { sha256 } from "../document/digest.ts";
import type { Tree } from "../document/tree.ts";
import type { Assignment } from "../model/assignment.ts";
import { compareText } from "../model/compare.ts";
import type { Diagnostic } from "../model/diagnostic.ts";
import type { Instant } from "../model/instant.ts";
import type { JoinerRules, JoinerSettings } from "../model/joiner.ts";
import type { RosterSource } from "../model/manifest.ts";
import type { Organization, Thresholds } from "../model/organization.ts";
import type { SignIns } from "../model/sign-ins.ts";
import { assignmentsKind } from "./assignment-file.ts";
import { configKind, type Settings } from "./config-file.ts";
import { Files } from "./files.ts";
import { resolveRoles } from "./hierarchy.ts";
import { type JoinerEvidence, readJoinerEvidence, thresholdsAreThere } from "./load-joiners.ts";
import { poolFolders } from "./load-pools.ts";
import { noticesFolder, noticesKind } from "./notice-file.ts";
import { type PolicyText, readPolicyFiles, readText } from "./policy-files.ts";
import { poolKind } from "./pool-file.ts";
import { type ReadFile, readKind } from "./read-kind.ts";
import { checkReferences } from "./references.ts";
import { releasesFolder, releasesKind } from "./release-file.ts";
import { requestsFolder, requestsKind, withRequests } from "./requests-file.ts";
import { roleKind } from "./role-file.ts";
import { type Roster, readRoster } from "./roster-file.ts";
import { exportedOf, type ManifestRead, type RosterManifest, readRosterManifest } from "./roster-manifest.ts";
import { readRosterTable } from "./roster-table.ts";
import { readSignIns } from "./sign-in-file.ts";
import { namedTeamsKind, teamsKind } from "./teams-file.ts";
import { thresholdsKind } from "./thresholds-file.ts";
import type { WrittenFiles } from "./written.ts";
import { type Listed, readYamlFiles } from "./yaml-files.ts";

/** Everything people wrote, and what is wrong with it. */
export interface Loaded {
  /** Null when there is any error. */
  readonly organization: Organization | null;
  /** Of all files, by file and line. */
  readonly diagnostics: readonly Diagnostic[];
  /** Digest of every file that was read, by path, sorted. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly policies: readonly PolicyText[];
  readonly policyTests: readonly PolicyText[];
  /** Text of the file of allowed signers; null when there is none. */
  readonly allowedSigners: string | null;
  /** Text of the file of revoked keys; null when there is none. */
  readonly revokedKeys: string | null;
  /** What the exporter wrote beside the roster; null when there is nothing. */
  readonly rosterManifest: RosterManifest | null;
  /** Where the people come from; null when they could not be read. */
  readonly rosterSource: RosterSource | null;
}

/** What one part of the files says, and what is wrong with it. */
interface Part<T> {
  readonly value: T | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads everything people wrote, and checks it as a whole for an instant. Never throws for what files hold. */
export async function loadOrganization(tree: Tree, at: Instant): Promise<Loaded> {
  const files = new Files(tree);
  const [settings, roleFiles, poolFiles, requestFiles, noticeFiles, releaseFiles, assignmentFiles, policies] =
    await Promise.all([
      readSettings(files),
      readYamlFiles(files, "roles"),
      readYamlFiles(files, "pools", poolFolders),
      readYamlFiles(files, `pools/${requestsFolder}`),
      readYamlFiles(files, `pools/${noticesFolder}`),
      readYamlFiles(files, releasesFolder),
      readYamlFiles(files, "assignments"),
      readPolicyFiles(files),
    ]);
  const [roster, keys] = await Promise.all([readPeople(files, settings.value), readKeys(files, settings.value)]);
  const signIns = await readEvidence(files, { settings: settings.value, roster: roster.value, at });
  const joiners = await readJoinerEvidence(files, { settings: settings.value, roster: roster.value, at });
  const roles = await readKind(roleFiles.read, roleKind);
  const pools = await readKind(poolFiles.read, poolKind);
  const requests = await readKind(requestFiles.read, requestsKind);
  const notices = await readKind(noticeFiles.read, noticesKind);
  const releases = await readKind(releaseFiles.read, releasesKind);
  const assignments = await readKind(assignmentFiles.read, assignmentsKind);
  const thresholds = await readKind(policies.thresholds, thresholdsKind);
  const teams = await readKind(policies.teams, teamsKind);
  const namedTeams = valuesOf(await readKind(policies.thresholds, namedTeamsKind)).flat();
  const written: WrittenFiles = {
    at,
    settings: settings.value,
    roster: roster.value,
    roles: valuesOf(roles),
    pools: valuesOf(pools),
    requests: valuesOf(requests),
    notices: valuesOf(notices),
    releases: valuesOf(releases),
    assignments: valuesOf(assignments).flat(),
    ...{ teams: valuesOf(teams)[0] ?? null, namedTeams },
    unread: { roles: unreadNames(roleFiles.listed, roles), pools: unreadNames(poolFiles.listed, pools) },
  };
  const [{ values, joiners: rules } = { values: {}, joiners: null }] = valuesOf(thresholds);
  const single = [settings, roster, signIns, joiners, keys, policies, files];
  const several = [roles, pools, requests, notices, releases, assignments, thresholds, teams];
  const parts = [...single, ...several.flat()];
  const own = parts.flatMap(({ diagnostics }) => diagnostics);
  const lacking = thresholds.every(({ value }) => value !== null) ? thresholdsAreThere(settings.value, rules) : [];
  const between = files.isListed ? [...rolesAreThere(roleFiles), ...checkReferences(written), ...lacking] : [];
  const diagnostics = inOrder([...own, ...between]);
  return {
    organization: organizationOf(written, {
      diagnostics,
      thresholds: values,
      signIns: signIns.value ?? [],
      exported: roster.exported,
      joiners: joinersOf(written, joiners, rules),
    }),
    diagnostics,
    inputs: files.inputs,
    policies: policies.policies,
    policyTests: policies.tests,
    ...(keys.value ?? noKeys),
    rosterManifest: roster.manifest,
    rosterSource: roster.source,
  };
}

async function readSettings(files: Files): Promise<Part<Settings>> {
  const file = await files.read("rollcall.yaml", {
    message: "there is no rollcall.yaml",
    hint: "run at the root of the organisation's repository, or name it with --root",
  });
  return (await readKind(file === null ? [] : [file], configKind))[0] ?? { value: null, diagnostics: [] };
}

/** A roster, and what its exporter says of it. */
type ReadPeople = Part<Roster> & Pick<ManifestRead, "manifest" | "exported"> & { readonly source: RosterSource | null };

const nobody: ReadPeople = { value: null, diagnostics: [], manifest: null, exported: null, source: null };

async function readPeople(files: Files, settings: Settings | null): Promise<ReadPeople> {
  if (settings === null) return nobody;
  const file = await files.read(settings.roster.path, {
    message: "there is no roster here",
    hint: "rollcall.yaml names it under people.path; a missing roster is never read as an empty one",
  });
  if (file === null) return nobody;
  const { table, diagnostics } = await readRosterTable(file.bytes, settings.roster);
  const told = await readRosterManifest(files, file, { rows: table?.rows.length ?? null, guard: settings.rosterGuard });
  if (table === null) return { ...nobody, diagnostics: [...diagnostics, ...told.diagnostics] };
  const read = readRoster(table);
  const isRight = read.diagnostics.length === 0;
  const exported = told.exported ?? exportedOf(read.roster.people);
  const { path } = settings.roster;
  return {
    value: isRight ? read.roster : null,
    diagnostics: [...diagnostics, ...read.diagnostics, ...told.diagnostics],
    manifest: told.manifest,
    exported,
    source: { path, digest: sha256(file.bytes), rows: table.rows.length, exported },
  };
}

/** Sign-ins of every application that names a file of them. */
async function readEvidence(
  files: Files,
  { settings, roster, at }: { settings: Settings | null; roster: Roster | null; at: Instant },
): Promise<Part<readonly SignIns[]>> {
  if (settings === null || roster === null) return { value: null, diagnostics: [] };
  const missing = { message: "there are no sign-ins here", hint: "rollcall.yaml names them under signIns.path" };
  const reads = settings.applications.flatMap(({ name, signIns: source }) => {
    if (source?.kind !== "file") return [];
    return files.read(source.path, missing).then((file) => {
      if (file === null) return { value: null, diagnostics: [] };
      return readSignIns(file.bytes, { application: name, source, people: roster.people, at });
    });
  });
  const parts = await Promise.all(reads);
  return {
    value: parts.flatMap(({ value }) => value ?? []),
    diagnostics: parts.flatMap(({ diagnostics }) => diagnostics),
  };
}

const noKeys = { allowedSigners: null, revokedKeys: null } as const;

async function readKeys(files: Files, settings: Settings | null): Promise<Part<KeyTexts>> {
  if (settings === null) return { value: noKeys, diagnostics: [] };
  const [signers, revoked] = await Promise.all([
    readKeyFile(files, settings, "allowedSigners"),
    readKeyFile(files, settings, "revoked"),
  ]);
  const value = { allowedSigners: signers.value, revokedKeys: revoked.value };
  return { value, diagnostics: [...signers.diagnostics, ...revoked.diagnostics] };
}

type KeyTexts = Pick<Loaded, "allowedSigners" | "revokedKeys">;

const keyFiles = { allowedSigners: "allowed signers", revoked: "revoked keys" } as const;

async function readKeyFile(files: Files, settings: Settings, of: keyof typeof keyFiles): Promise<Part<string>> {
  const missing = { message: `there is no file of ${keyFiles[of]} here`, hint: "rollcall.yaml names it under audit" };
  const file = await files.read(settings.audit[of], settings.names[of] ? missing : undefined);
  if (file === null) return { value: null, diagnostics: [] };
  const { text, diagnostics } = readText(file);
  return { value: text, diagnostics };
}

/** No role at all would withdraw everything from everybody. */
function rolesAreThere({ listed }: Listed): readonly Diagnostic[] {
  if (listed.length > 0) return [];
  return [
    wrong({
      code: "no-roles",
      at: { file: "roles", line: 1, column: 1 },
      message: "no role is defined",
      hint: "write roles/NAME.yaml; without roles everybody would lose everything",
    }),
  ];
}

function organizationOf(
  { at, settings, roster, roles, pools, requests, notices, assignments, teams }: WrittenFiles,
  {
    diagnostics,
    thresholds,
    signIns,
    exported,
    joiners,
  }: {
    readonly diagnostics: readonly Diagnostic[];
    readonly thresholds: Thresholds;
    readonly signIns: readonly SignIns[];
    readonly exported: Instant | null;
    readonly joiners: JoinerSettings | null;
  },
): Organization | null {
  const isWrong = diagnostics.some(({ severity }) => severity === "error");
  if (isWrong || settings === null || roster === null) return null;
  const { name, applications, rosterGuard, guards, approvals, perSecond, planExpiry, apply, audit } = settings;
  return {
    name,
    people: roster.people,
    roles: resolveRoles(roles),
    pools: pools.map(({ pool }) => withRequests(pool, requests, at)).sort((a, b) => compareText(a.name, b.name)),
    assignments: assignments.map(({ assignment }) => assignment).sort(compareAssignments),
    signIns,
    notices: notices
      .flatMap((file) => file.notices)
      .sort((a, b) => compareText(a.pool, b.pool) || compareText(a.person, b.person)),
    joiners,
    applications,
    thresholds,
    rosterGuard,
    ...(teams === null ? {} : { teams: teams.teams }),
    ...(exported === null ? {} : { rosterExported: exported }),
    ...(guards === undefined ? {} : { guards }),
    ...(approvals === undefined ? {} : { approvals }),
    perSecond,
    planExpiry,
    apply,
    audit,
  };
}

function joinersOf(
  { settings, releases }: WrittenFiles,
  { value }: JoinerEvidence,
  rules: JoinerRules | null,
): JoinerSettings | null {
  if (settings === null || value === null || rules === null) return null;
  return { rules, ...value, decisions: releases.flatMap(({ decisions }) => decisions), alarm: settings.joinerAlarm };
}

function compareAssignments(a: Assignment, b: Assignment): number {
  return (
    compareText(a.person, b.person) ||
    compareText(a.role, b.role) ||
    compareText(a.from ?? "", b.from ?? "") ||
    compareText(a.at.file, b.at.file) ||
    a.at.line - b.at.line
  );
}

function valuesOf<T>(files: readonly ReadFile<T>[]): readonly NonNullable<T>[] {
  return files.flatMap(({ value }) => value ?? []);
}

/** Names that files claim by their own name, and that could not be read. */
function unreadNames(listed: readonly string[], files: readonly ReadFile<unknown>[]): readonly string[] {
  const right = new Set(files.flatMap(({ path, value }) => (value === null ? [] : [path])));
  return listed
    .filter((path) => !right.has(path))
    .map((path) => path.slice(path.lastIndexOf("/") + 1).replace(/\.yaml$/, ""));
}
