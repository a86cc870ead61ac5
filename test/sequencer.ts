import { BaseSequencer, type TestSpecification } from "vitest/node";

/** What takes longest begins first, so that nobody waits for one of them at the end; a fresh machine remembers no times. */
const longest: readonly RegExp[] = [/\/simulation\/simulation\./, /\/(e2e|workflows)\//, /\/(docs|scenarios)\//];

/** The order in which files of tests begin: by what is known of them, and as vitest has it among equals. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = longest.findIndex((pattern) => pattern.test(moduleId));
      return found === -1 ? longest.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
