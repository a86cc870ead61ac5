import { checks } from "./operations/checks.ts";
import { comments } from "./operations/comments.ts";
import { issues } from "./operations/issues.ts";
import type { Operations } from "./operations/operation.ts";
import { protection } from "./operations/protection.ts";
import { pulls } from "./operations/pulls.ts";
import { repository } from "./operations/repository.ts";

/** The operations that there are. */
export const operations: Operations = {
  ...repository,
  ...pulls,
  ...comments,
  ...issues,
  ...checks,
  ...protection,
};
