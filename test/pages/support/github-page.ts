import { marked } from "marked";

/** Elements that GitHub leaves in a comment (github/markup, its sanitization filter), as far as ours could use them. */
export const allowedElements = [
  ...["H2", "H3", "P", "BR", "STRONG", "EM", "CODE", "SUB", "BLOCKQUOTE", "DETAILS", "SUMMARY"],
  ...["TABLE", "THEAD", "TBODY", "TR", "TH", "TD"],
];

/** Markdown about as GitHub shows it in a comment: GFM and an alert, its measures and colours, no script and nothing loaded. */
export function githubPage(markdown: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>comment</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>${style}</style></head><body><main>${marked.parse(markdown.replace("[!CAUTION]\n> ", ""), { gfm: true, async: false })}</main></body></html>`;
}

/** The measures of a comment in github-markdown-css. */
const style = `
body { margin: 0; background: #fff; color: #1f2328; font: 14px/1.5 "Noto Sans", "DejaVu Sans", Helvetica, Arial, sans-serif; }
main { max-width: 760px; margin: 0 auto; padding: 16px; overflow-wrap: break-word; }
h2 { font-size: 1.5em; border-bottom: 1px solid #d1d9e0; padding-bottom: .3em; margin: 0 0 16px; }
h3 { font-size: 1.25em; margin: 24px 0 16px; }
p, table, blockquote, details { margin: 0 0 16px; }
table { border-collapse: collapse; display: block; width: max-content; max-width: 100%; overflow: auto; }
th, td { padding: 6px 13px; border: 1px solid #d1d9e0; text-align: left; }
tr:nth-child(2n) td { background: #f6f8fa; }
code { font: 85% "DejaVu Sans Mono", monospace; padding: .2em .4em; background: #818b981f; border-radius: 6px; white-space: break-spaces; }
blockquote { border-left: .25em solid #cf222e; padding: 0 1em; }
blockquote p { margin: 0; }
sub { color: #59636e; }`;
