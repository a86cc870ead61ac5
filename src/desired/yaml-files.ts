import type { FileBytes, Files } from "./files.ts";

/** Files that were listed, and those that could be read. */
export interface Listed {
  readonly listed: readonly string[];
  readonly read: readonly FileBytes[];
}

/** Reads every `.yaml` file of a directory; files of other names are noted, and `folders` are read by somebody else. */
export async function readYamlFiles(files: Files, directory: string, folders: readonly string[] = []): Promise<Listed> {
  const isRight = (path: string) => path.endsWith(".yaml");
  const hint = "end its name in .yaml, or move it away";
  const listed = await files.listNamed(directory, { isRight, hint, folders });
  return { listed, read: await files.readAll(listed) };
}
