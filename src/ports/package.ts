import { chmod, stat } from "node:fs/promises";
import { createRequire } from "node:module";

/** Installed npm packages as an argument. */
export interface Packages {
  /** Operating system and processor in npm's words, such as `linux-x64`. */
  readonly platform: string;
  /** Absolute path of a module of an installed package; null when it is not installed. */
  module(specifier: string): string | null;
  /** Absolute path of a program in an installed package, made executable; null when it is not installed. */
  program(specifier: string): Promise<string | null>;
}

/** The packages that Node finds from here. */
export const installedPackages: Packages = {
  platform: `${process.platform}-${process.arch}`,
  module: resolveFromHere,
  program: async (specifier) => {
    const path = resolveFromHere(specifier);
    if (path !== null) await makeExecutable(path);
    return path;
  },
};

function resolveFromHere(specifier: string): string | null {
  try {
    return createRequire(import.meta.url).resolve(specifier);
  } catch {
    return null;
  }
}

/** Some installers drop the executable bit of files that are not in a package's `bin` field. */
async function makeExecutable(path: string): Promise<void> {
  const { mode } = await stat(path);
  if ((mode & 0o111) === 0) await chmod(path, mode | 0o755);
}
