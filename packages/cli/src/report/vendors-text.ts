import { paint } from "./ansi.ts";
import type { VendorLine, VendorsDocument } from "./documents.ts";
import { formatCap } from "./number.ts";
import { healthWord } from "./run-words.ts";
import { table } from "./table.ts";
import { printable } from "./text-width.ts";

/** What `vendors` says, and `vendors check` where a check was made. */
export const vendorsText = (document: VendorsDocument, { color = false }: { readonly color?: boolean } = {}): string => {
  if (document.vendors.length === 0) return "The config names no vendors.\n";
  const lines = table(
    ["vendor", "owner", "adapter", "health", "price", "sends", "asked twice", "takes back", "regions"].map((head) => ({ head })),
    document.vendors.map((vendor) => [
      vendor.vendor,
      owner(vendor),
      vendor.adapter,
      vendor.note === undefined ? vendor.health : `${vendor.health} (${vendor.note})`,
      vendor.price,
      vendor.capabilities.submission === "engagement" ? "after hiring" : `by ${vendor.capabilities.submission}`,
      vendor.capabilities.idempotency,
      vendor.capabilities.cancel,
      vendor.capabilities.regions.join(", ") || "–",
    ]),
  );
  return `${[...lines, ...checkLines(document.vendors, color)].join("\n")}\n`;
};

const owner = (vendor: VendorLine): string =>
  vendor.stakes.length === 0
    ? vendor.owner
    : `${vendor.owner} (${vendor.stakes.map((stake) => `${stake.holder} ${formatCap(stake.share)}`).join(", ")})`;

const checkLines = (vendors: readonly VendorLine[], color: boolean): readonly string[] => {
  const brush = paint(color);
  return vendors.flatMap(({ vendor, check }) => {
    if (check === undefined) return [];
    const name = printable(vendor);
    if (check.ok) return [`${healthWord("ok", "ok", brush)}    ${name}${check.note === undefined ? "" : `: ${printable(check.note)}`}`];
    return [`${healthWord("out", "fails", brush)} ${name}: ${printable(check.why)}`];
  });
};
