/** Compiles the simulation with the code that it runs, into a directory of its own. */
export function compile(): Promise<{ readonly out: string; readonly remove: () => void }>;
