import { doubtful, placeText, quoted, wrong } from "../../document/diagnose.ts";
import { didYouMean } from "../../document/nearest.ts";
import { groupBy } from "../../model/group-by.ts";
import type { PoolFile } from "../pool-file.ts";
import type { Rule, WrittenIndex } from "../written.ts";

/** Tiers of one product are seats of one application: only there can one take the place of another. */
export const tiersAreTogether: Rule = (written) =>
  [...products(written)].flatMap(([product, [first, ...others]]) =>
    others.flatMap(({ pool, document }) => {
      if (first === undefined || pool.seat.application === first.pool.seat.application) return [];
      const { application } = first.pool.seat;
      const message = `the product ${quoted(product)} has a tier in ${quoted(application)} (${placeText(first.pool.at)})`;
      const hint = "name that application, or another product";
      return [wrong({ code: "split-product", at: document.at(["application"]), message, hint })];
    }),
  );

/** Of two tiers one is the better one. */
export const tiersAreRanked: Rule = (written) =>
  [...products(written)].flatMap(([product, files]) =>
    [...groupBy(files, ({ pool }) => pool.tier?.rank)].flatMap(([rank, [first, ...others]]) =>
      others.map(({ document }) => {
        const place = first === undefined ? "" : ` (${placeText(first.pool.at)})`;
        const message = `the tier ${quoted(first?.pool.name ?? "")} of ${quoted(product)} has the rank ${rank} too${place}`;
        const hint = "give each tier of a product its own rank: higher is better";
        return wrong({ code: "shared-rank", at: document.at(["tier", "rank"]), message, hint });
      }),
    ),
  );

/** One tier is no choice: the name of the product may be misspelt. */
export const tiersAreSeveral: Rule = (written) => {
  // The other one may be in a file that could not be read.
  if (written.unread.pools.length > 0) return [];
  const all = products(written);
  return [...all].flatMap(([product, [only, ...others]]) => {
    if (only === undefined || others.length > 0) return [];
    const message = `no other pool is a tier of ${quoted(product)}`;
    const hint = didYouMean(product, all.keys()) ?? "write the other tiers, or leave `tier` out";
    return [doubtful({ code: "only-tier", at: only.document.at(["tier", "of"]), message, hint })];
  });
};

function products({ pools }: WrittenIndex): ReadonlyMap<string, readonly PoolFile[]> {
  const tiers = pools.flatMap((file) => (file.pool.tier === null ? [] : [{ file, product: file.pool.tier.product }]));
  return new Map(
    [...groupBy(tiers, ({ product }) => product)].map(([product, own]) => [product, own.map(({ file }) => file)]),
  );
}
