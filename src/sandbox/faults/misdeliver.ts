import { gzipSync } from "node:zlib";
import { type Delivery, SCIM_JSON, toAnswer } from "../delivery.ts";
import type { Reply } from "../protocol/reply.ts";
import type { WireMishap } from "./faults.ts";

/** Sends an answer that a SCIM client cannot read; `honest` does what was asked. */
export function misdeliver(mishap: WireMishap, honest: () => Reply): Delivery {
  switch (mishap.kind) {
    case "login-page":
      return page("<!doctype html><title>Sign in</title><form method=post><input name=password></form>");
    case "truncated-json": {
      const answer = toAnswer(honest());
      return { ...answer, payload: answer.payload.slice(0, Math.floor(answer.payload.length / 2)) };
    }
    case "reset-midway":
      return { kind: "reset", midway: toAnswer(honest()) };
    case "wrong-content-type": {
      const answer = toAnswer(honest());
      return { ...answer, headers: { ...answer.headers, "content-type": "text/plain" } };
    }
    case "redirect": {
      const location = mishap.location ?? "https://elsewhere.example/scim/v2/Users";
      return { kind: "answer", status: mishap.status ?? 307, headers: { location }, payload: "" };
    }
    case "gzip-bomb":
      return bomb(mishap.megabytes ?? 100);
    case "slow-drip":
      return { kind: "drip", answer: toAnswer(honest()), bytes: mishap.bytes, everyMs: mishap.everyMs };
  }
}

function page(html: string): Delivery {
  return { kind: "answer", status: 200, headers: { "content-type": "text/html; charset=utf-8" }, payload: html };
}

/** One packed MiB of spaces again and again: gzip allows several members in a row (RFC 1952 section 2.2). */
function bomb(megabytes: number): Delivery {
  const mebibyte = gzipSync(Buffer.alloc(1024 * 1024, " "));
  const payload = Buffer.concat(Array.from({ length: megabytes }, () => mebibyte));
  const headers = { "content-type": SCIM_JSON, "content-encoding": "gzip" };
  return { kind: "answer", status: 200, headers, payload };
}
