declare module "sshpk" {
  /** The part of sshpk that Rollcall uses. */
  interface ParsedPrivateKey {
    readonly type: string;
    readonly comment?: string;
    readonly part: Readonly<Record<string, { readonly data: Buffer } | undefined>>;
  }
  const sshpk: { parsePrivateKey(text: string, format: "auto"): ParsedPrivateKey };
  export = sshpk;
}
