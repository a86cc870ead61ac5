import type { Bearer, CheckOutput, Repository, StoredAnnotation } from "../state.ts";

/** One call whose parameters and body fit the description. */
interface Asked {
  readonly path: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Sent;
  readonly bearer: Bearer;
}

/** What a body may hold, of all operations together. */
export interface Sent {
  readonly body?: string;
  readonly title?: string;
  readonly head?: string;
  readonly base?: string;
  readonly name?: string;
  readonly head_sha?: string;
  readonly external_id?: string;
  readonly status?: string;
  readonly conclusion?: string;
  readonly output?: CheckOutput & { readonly annotations?: readonly StoredAnnotation[] };
}

/**
 * An answer before what the description requires beside it is filled in; `list` is answered in pages, and `blob` lies at an address of
 * its own, which takes no token.
 */
export interface Answer {
  readonly status: number;
  readonly value?: unknown;
  readonly blob?: Uint8Array;
  readonly list?: { readonly all: readonly unknown[]; readonly under?: string };
}

/** What one operation does, and for whom. */
interface Operation {
  /** What the token needs, one of these; none: any token. */
  readonly needs: readonly string[];
  readonly act: (at: Repository, asked: Asked) => Answer;
}

export const missing: Answer = { status: 404, value: { message: "Not Found" } };
export const tooLong: Answer = {
  status: 422,
  value: { message: "Validation Failed", errors: ["body is too long (maximum is 65536 characters)"] },
};

/** Operations by the id that GitHub's description gives them. */
export type Operations = Readonly<Record<string, Operation>>;
