import { type Html, html } from "./html.ts";

/** Gives a text's SHA-256 in base64. */
export type Base64Digest = (text: string) => string;

/** What a page admits of itself: its own style, perhaps a script of its own, and nothing from anywhere else. */
interface PageOwn {
  readonly title: string;
  readonly style: string;
  /** Left out: no script runs. */
  readonly script?: string;
}

/** The head of a page that stands alone: loads nothing, sends nothing, and runs nothing but what it brings. */
export function pageHead({ title, style, script }: PageOwn, digest: Base64Digest): Html {
  const scripts = script === undefined ? "" : ` script-src 'sha256-${digest(script)}';`;
  const policy = `default-src 'none'; style-src 'sha256-${digest(style)}';${scripts} base-uri 'none'; form-action 'none'`;
  const styled: Html = { html: `<style>${style}</style>` };
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
${styled}
</head>`;
}
