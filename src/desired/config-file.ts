import { parseRate } from "../document/instant.ts";
import type { Parsed, ValuePath } from "../document/parsed.ts";
import type { Written } from "../document/validate.ts";
import type { Application, LeaverRule } from "../model/application.ts";
import type { ApplySettings } from "../model/apply-settings.ts";
import { compareText } from "../model/compare.ts";
import type { JoinerSettings } from "../model/joiner.ts";
import type { Organization } from "../model/organization.ts";
import { readApply } from "./config-apply.ts";
import { readAudit } from "./config-audit.ts";
import { readAuthentication, readTlsSettings } from "./config-auth.ts";
import { readApprovalSettings, readGuard, readOverall, readRosterGuard } from "./config-guard.ts";
import { configSchema } from "./config-schema.ts";
import { readSignInSource } from "./config-sign-ins.ts";
import { readUrl } from "./config-url.ts";
import { type Conversion, checkPath, type FileKind, readDuration, refuse } from "./conversion.ts";

/** What `rollcall.yaml` says. */
export interface Settings
  extends Pick<
    Organization,
    "name" | "applications" | "rosterGuard" | "guards" | "approvals" | "perSecond" | "planExpiry" | "apply" | "audit"
  > {
  readonly roster: { readonly source: "csv" | "yaml" | "json"; readonly path: string };
  /** What is known of sign-ups; null: nobody looks at who joins. */
  readonly signals: string | null;
  /** Where held joiners are told of; null: nowhere. */
  readonly joinerAlarm: JoinerSettings["alarm"];
  /** Which files of keys were named, so that they must be there. */
  readonly names: Readonly<Record<"allowedSigners" | "revoked", boolean>>;
  readonly document: Parsed;
}

type WrittenConfig = Written<typeof configSchema>;
type WrittenApplication = WrittenConfig["applications"][string];

/** `rollcall.yaml`. */
export const configKind: FileKind<typeof configSchema, WrittenConfig, Settings> = {
  schema: configSchema,
  convert: (written, conversion) => {
    const applications = Object.entries(written.applications).sort(([a], [b]) => compareText(a, b));
    const { source, path, guard } = written.people;
    const rosterGuard = readRosterGuard(conversion, guard);
    checkPath(conversion, ["people", "path"], path);
    if (!path.endsWith(`.${source}`)) {
      refuse(conversion, ["people", "path"], {
        code: "source-differs",
        message: `the roster is said to be ${source}, and its path does not end in .${source}`,
        hint: "make source and path agree",
      });
    }
    const apply = readApply(conversion, written.apply);
    return {
      name: written.organization,
      ...readSignals(conversion, written, apply),
      roster: { source, path },
      rosterGuard,
      guards: readOverall(written.guards, rosterGuard.maxDrop),
      approvals: readApprovalSettings(conversion, written.approvals),
      applications: applications.map(([name, application]) => ({
        ...readApplication(conversion, name, application),
        guard: readGuard(written.guards, application.guard, rosterGuard.maxDrop),
      })),
      perSecond: parseRate(written.limits?.rate ?? "250/s") ?? 250,
      planExpiry: readDuration(conversion, ["plan", "expiry"], written.plan?.expiry ?? "24h") ?? 0,
      apply,
      audit: readAudit(conversion, written.audit),
      names: {
        allowedSigners: written.audit?.allowedSigners !== undefined,
        revoked: written.audit?.revoked !== undefined,
      },
      document: conversion.document,
    };
  },
};

function readSignals(
  conversion: Conversion,
  { people: { signals, alarm } }: WrittenConfig,
  apply: ApplySettings,
): Pick<Settings, "signals" | "joinerAlarm"> {
  if (signals !== undefined) checkPath(conversion, ["people", "signals"], signals);
  const joinerAlarm = alarm === undefined ? apply.alarm : readUrl(conversion, ["people", "alarm"], alarm);
  return { signals: signals ?? null, joinerAlarm };
}

function readApplication(conversion: Conversion, name: string, written: WrittenApplication): Application {
  const path = ["applications", name];
  return {
    name,
    connector: written.connector,
    profile: written.profile ?? "generic",
    url: readUrl(conversion, [...path, "url"], written.url),
    authentication: readAuthentication(conversion, [...path, "auth"], written.auth),
    ...(written.network === undefined ? {} : { network: written.network }),
    ...readTlsOf(conversion, path, written),
    limits: {
      perSecond: parseRate(written.limits?.rate ?? "50/s") ?? 50,
      concurrency: written.limits?.concurrency ?? 8,
      ...(written.limits?.rate === "learn" ? { learns: true } : {}),
    },
    leaver: readLeaver(conversion, [...path, "leaver"], written.leaver ?? "disable"),
    unmanaged: written.unmanaged ?? "report",
    orphans: written.orphans ?? "disable",
    protect: { admins: written.protect?.admins ?? null, people: written.protect?.people ?? [] },
    ...readSignInsOf(conversion, path, written),
    at: conversion.document.keyAt(path),
  };
}

function readSignInsOf(
  conversion: Conversion,
  path: ValuePath,
  { signIns }: WrittenApplication,
): Pick<Application, "signIns"> {
  const source = signIns === undefined ? null : readSignInSource(conversion, [...path, "signIns"], signIns);
  return source === null ? {} : { signIns: source };
}

function readTlsOf(conversion: Conversion, path: ValuePath, { tls }: WrittenApplication): Pick<Application, "tls"> {
  const settings = tls === undefined ? null : readTlsSettings(conversion, [...path, "tls"], tls);
  return settings === null ? {} : { tls: settings };
}

function readLeaver(conversion: Conversion, path: ValuePath, written: string): LeaverRule {
  if (written === "disable") return { kind: "disable" };
  const after = readDuration(conversion, path, written.slice("delete after ".length));
  return after === null ? { kind: "disable" } : { kind: "delete", after };
}
