import { z } from "zod";

/** `vendors.<v>.options` of the config for the Scale adapter. */
export interface ScaleAdapterOptions {
  /** How the key is sent; the documentation names Basic, Bearer works too. */
  readonly auth: "basic" | "bearer";
  /** How far behind the newest change seen each reading starts again, on the vendor's clock. Default 120. */
  readonly overlapSeconds: number;
  /** Tasks a page; default 100, the most there is. */
  readonly pageSize: number;
}

export const scaleAdapterOptions: z.ZodType<ScaleAdapterOptions> = z.strictObject({
  auth: z.enum(["basic", "bearer"]).default("basic"),
  overlapSeconds: z.int().min(0).max(86_400).default(120),
  pageSize: z.int().min(1).max(100).default(100),
});

/** `vendorOptions.scale` of the job. */
export interface ScaleJobOptions {
  /** 10, 20 or 30; higher first. Default: what the account has. */
  readonly priority?: 10 | 20 | 30;
  /** Seen by the vendor on every task; at most five. */
  readonly tags?: readonly string[];
  /**
   * What kind of project to make. Rapid and Studio take tasks in batches only, and nobody works on a batch before it is finalized: the adapter opens
   * them and finalizes one when nothing was added between two looks. Default `enterprise`: no batches.
   */
  readonly projectKind?: "enterprise" | "rapid" | "studio";
}

export const scaleJobOptions: z.ZodType<ScaleJobOptions> = z.strictObject({
  priority: z.literal([10, 20, 30]).exactOptional(),
  tags: z.array(z.string().min(1)).max(5).exactOptional(),
  projectKind: z.enum(["enterprise", "rapid", "studio"]).exactOptional(),
});
