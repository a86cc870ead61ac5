import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate with its key, both PEM. */
export interface Pair {
  readonly certificate: string;
  readonly key: string;
}

/** An authority made for one test, and what it signed; another one that nobody believes has signed `stranger`. */
export interface Certificates {
  readonly ca: string;
  /** For 127.0.0.1. */
  readonly server: Pair;
  readonly client: Pair;
  readonly stranger: Pair;
}

const program = "openssl";

/** Makes them with openssl, in a directory that is removed at once. */
export function makeCertificates(): Certificates {
  const directory = mkdtempSync(join(tmpdir(), "rollcall-ca-"));
  const path = (name: string) => join(directory, name);
  const read = (name: string) => readFileSync(path(name), "utf8");
  const openssl = (...args: readonly string[]) => execFileSync(program, args, { cwd: directory, stdio: "pipe" });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  const makeAuthority = (name: string) =>
    openssl("req", "-x509", ...newKey, "-days", "3650", "-subj", `/CN=${name}`, "-keyout", `${name}.key`, "-out", name);
  const sign = (name: string, authority: string): Pair => {
    openssl("req", ...newKey, "-subj", `/CN=${name}`, "-keyout", `${name}.key`, "-out", `${name}.csr`);
    const by = ["-CA", authority, "-CAkey", `${authority}.key`, "-CAcreateserial", "-days", "3650"];
    openssl("x509", "-req", "-in", `${name}.csr`, ...by, "-extfile", "names", "-out", name);
    return { certificate: read(name), key: read(`${name}.key`) };
  };
  try {
    writeFileSync(path("names"), "subjectAltName=IP:127.0.0.1\n");
    makeAuthority("authority");
    makeAuthority("unknown");
    return {
      ca: read("authority"),
      server: sign("server", "authority"),
      client: sign("client", "authority"),
      stranger: sign("stranger", "unknown"),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
