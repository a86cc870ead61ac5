import { type Delivery, toAnswer } from "../delivery.ts";
import { errorReply, type Reply, reply, type ScimRequest } from "../protocol/reply.ts";
import { ScimError } from "../protocol/scim-error.ts";
import type { EffectMishap, Fault } from "./faults.ts";
import { misdeliver } from "./misdeliver.ts";
import { misreport } from "./misreport.ts";

/** Answers a request; a dry answer looks the same and changes nothing. */
export type Respond = (request: ScimRequest, isDry: boolean) => Reply;

/** Answers a request as a fault wants it. */
export function misbehave(fault: Fault, request: ScimRequest, respond: Respond): Delivery {
  switch (fault.kind) {
    case "status":
    case "status-after-effect":
    case "reset-before-effect":
    case "reset-after-effect":
    case "hang-before-effect":
    case "hang-after-effect":
    case "no-effect":
    case "accepted":
    case "false-conflict":
      return disagree(fault, request, respond);
    case "page-cut":
    case "total-off":
    case "page-repeated":
    case "duplicate-in-page":
    case "endless-pages":
    case "filter-blind":
    case "members-cut":
      return toAnswer(misreport(fault, request, respond));
    case "login-page":
    case "truncated-json":
    case "reset-midway":
    case "wrong-content-type":
    case "redirect":
    case "gzip-bomb":
    case "slow-drip":
      return misdeliver(fault, () => respond(request, false));
  }
}

function disagree(mishap: EffectMishap, request: ScimRequest, respond: Respond): Delivery {
  switch (mishap.kind) {
    case "status":
      return toAnswer(badMoment(mishap.status, mishap.retryAfter));
    case "status-after-effect":
      respond(request, false);
      return toAnswer(badMoment(mishap.status));
    case "reset-before-effect":
      return { kind: "reset", midway: null };
    case "reset-after-effect":
      respond(request, false);
      return { kind: "reset", midway: null };
    case "hang-before-effect":
      return { kind: "hang" };
    case "hang-after-effect":
      respond(request, false);
      return { kind: "hang" };
    case "no-effect":
      return toAnswer(respond(request, true));
    case "accepted":
      if (mishap.effect) respond(request, false);
      return toAnswer(reply(202));
    case "false-conflict": {
      const detail = mishap.detail ?? "REQUIRED_FIELD_MISSING";
      return toAnswer(reply(409, { schemas: "urn:ietf:params:scim:api:messages:2.0:Error", status: 409, detail }));
    }
  }
}

function badMoment(status: number, retryAfter?: string): Reply {
  const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  return errorReply(new ScimError(status, "the service is having a bad moment"), headers);
}
