import type { AuditReport, AuditTable } from "../model/audit-report.ts";
import { RollcallError } from "../model/error.ts";
import { extentRows } from "../report/audit-page.ts";
import { periodWords, withoutDetail } from "../report/audit-text.ts";
import { PdfPages } from "./pdf-pages.ts";
import { printTable } from "./pdf-table.ts";
import { wordsIn } from "./pdf-words.ts";
import type { World } from "./world.ts";

/** Makes a PDF of an answer of the ledger: tables over pages with numbers, readable and searchable text, fonts inside. */
export type PrintPdf = (report: AuditReport) => Promise<Uint8Array>;

/** Loads what printing takes. */
export async function openPdf(world: Pick<World, "packages" | "disk">): Promise<PrintPdf> {
  const [plain, bold] = await Promise.all([
    readFont(world, "DejaVuSansCondensed"),
    readFont(world, "DejaVuSansCondensed-Bold"),
  ]);
  const [{ default: PDFDocument }, { create }] = await Promise.all([import("pdfkit"), import("fontkit")]);
  const font = create(plain);
  if (!("hasGlyphForCodePoint" in font)) throw new RollcallError("input-invalid", "DejaVuSansCondensed.ttf is no font");
  const words = wordsIn(font);
  return (report) => {
    const created = new Date(report.at);
    const title = `${report.title}: ${report.organization}`;
    const info = { Title: title, Creator: "Rollcall", CreationDate: created, ModDate: created };
    const options = { ...paper, bufferPages: true, lang: "en", displayTitle: true, info, font: "" };
    const pages = new PdfPages(new PDFDocument(options), { plain, bold, words });
    printReport(pages, report);
    return pages.end(`${title}, ${periodWords(report.period)}. Asked at ${report.at}`);
  };
}

const paper = { size: "A4", layout: "landscape", margins: { top: 36, bottom: 48, left: 36, right: 36 } } as const;

async function readFont({ packages, disk }: Pick<World, "packages" | "disk">, name: string): Promise<Buffer> {
  const path = packages.module(`dejavu-fonts-ttf/ttf/${name}.ttf`);
  const bytes = path === null ? null : await disk.read(path);
  if (bytes === null)
    throw new RollcallError("input-invalid", "the package dejavu-fonts-ttf is not installed: a PDF needs its fonts");
  return Buffer.from(bytes);
}

function printReport(pages: PdfPages, report: AuditReport): void {
  const { title, organization, period, said, exceptions, tables, unknown, extent, asked } = report;
  const [first = "", ...others] = said;
  pages.text(title, { size: 18, isBold: true, after: 2 });
  pages.text(`${organization}, ${periodWords(period)}. Asked at ${report.at}.`, { size: 9, isFaint: true, after: 10 });
  pages.text(first, { size: 11, isBold: true, after: 3 });
  for (const sentence of others) pages.text(sentence, { size: 9, after: 2 });
  if (exceptions > 0) pages.text(`To look at: ${exceptions}.`, { size: 9, isBold: true, after: 2 });
  for (const table of tables) printSection(pages, table);
  heading(pages, "What the ledger cannot know");
  for (const sentence of unknown) pages.text(sentence, { size: 8, isFaint: true, after: 1 });
  heading(pages, "Where it comes from");
  for (const [name, value] of [...Object.entries(asked), ...extentRows(extent)])
    pages.text(`${name}: ${value}`, { size: 8, after: 1 });
}

function printSection(pages: PdfPages, whole: AuditTable): void {
  const table = withoutDetail(whole);
  heading(pages, table.title);
  if (table.rows.length === 0) pages.text("None.", { size: 8, isFaint: true });
  else printTable(pages, table);
}

function heading(pages: PdfPages, text: string): void {
  pages.gap(10, 60);
  pages.text(text, { size: 11, isBold: true, after: 3 });
}
