/** The places where GitHub looks for a file of code owners, in its order. */
export const codeOwnersPlaces = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"] as const;

/**
 * Who owns a path (a folder ends with a slash) by a file of code owners: the last line that matches it, as GitHub reads it. A line
 * for a part of a folder that names nobody takes the folder's owners away, because something in it has none then.
 */
export function ownersOf(codeOwners: string, path: string): readonly string[] {
  let owners: readonly string[] = [];
  for (const { pattern, names } of linesOf(codeOwners)) {
    if (covers(pattern, path)) owners = names;
    else if (names.length === 0 && path.endsWith("/") && pattern.replace(/^\//, "").startsWith(path)) owners = [];
  }
  return owners;
}

function linesOf(text: string): readonly { readonly pattern: string; readonly names: readonly string[] }[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const [pattern = "", ...names] = line
      .replace(/(^|\s)#.*$/, "")
      .trim()
      .split(/\s+/);
    return pattern === "" ? [] : [{ pattern, names }];
  });
}

/** The patterns that cover all of a path: `*`, itself, and folders around it; finer ones cover a part. */
function covers(pattern: string, path: string): boolean {
  if (pattern === "*" || pattern === "/**" || pattern === "**") return true;
  const plain = pattern.replace(/\/\*\*$/, "/").replace(/^\//, "");
  if (/[*?[\]!]/.test(plain)) return false;
  return plain === path || `${plain}/` === path || (plain.endsWith("/") && path.startsWith(plain));
}
