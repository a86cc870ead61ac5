import type { Departure } from "../../src/connectors/pace.ts";

/** A request that is to leave: a look at an account unless told otherwise. */
export function aDeparture(wish: Partial<Departure> = {}): Departure {
  const method = wish.method ?? "GET";
  return { kind: method === "GET" ? "read" : "write", method, path: "/Users/u1", bytes: 0, members: 0, ...wish };
}

export const aRead = aDeparture();
export const aWrite = aDeparture({ method: "PATCH", bytes: 120 });
