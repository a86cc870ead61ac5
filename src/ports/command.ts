/** How a program ended and what it said. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/** Runs a program without a shell, with no environment but what is given; throws when it cannot start or passes its deadline. */
export interface Command {
  run(
    program: string,
    args: readonly string[],
    options: {
      readonly cwd?: string;
      readonly stdin?: Uint8Array;
      readonly environment?: Readonly<Record<string, string>>;
      readonly deadline: number;
    },
  ): Promise<CommandResult>;
}
