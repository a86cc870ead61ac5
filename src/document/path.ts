/** Why a text is no path below the root (`people/roster.csv`), or null when it is one. */
export function pathFault(path: string): string | null {
  if (path === "") return "it is empty";
  if (path.length > 1024) return "it is longer than 1,024 characters";
  if (/[\p{Cc}\p{Cf}\p{Surrogate}]/u.test(path)) return "it holds a character that readers do not see";
  if (path.includes("\\")) return "it holds a backslash; use /";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path)) return "it is absolute";
  const names = path.split("/");
  if (names.includes("..")) return "it leaves its directory (..)";
  if (names.includes("") || names.includes(".")) return "it has an empty part";
  return names.some((name) => name.toLowerCase() === ".git") ? "it lies in .git" : null;
}

/** One name for all spellings that a file system may take for the same: NFC, without case. */
export function foldName(name: string): string {
  return name.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}
