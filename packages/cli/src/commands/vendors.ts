import { formatMoney } from "@tranche/sdk";
import type { VendorConfig } from "@tranche/sdk";
import { existsSync } from "node:fs";
import type { Argv } from "yargs";
import { asAdapterError } from "../engine/call-vendor.ts";
import { UserError } from "../input/problem.ts";
import { type VendorLine, vendorsText } from "../report/index.ts";
import { healthOf } from "../store/sqlite/facts/health-facts.ts";
import type { CommandContext, CommonOptions, ExitCode } from "./context.ts";
import { runVendorsNew } from "./vendors-new/vendors-new.ts";
import { connect, openStore, openWorkspace, type Workspace, type WorkspaceVendor } from "./workspace.ts";

export interface VendorsOptions extends CommonOptions {
  readonly what?: "check" | "new";
  /** Of the adapter to begin; with `new` only. */
  readonly name?: string;
}

/**
 * `tranche vendors [check]`: vendors, owners, capabilities and health; `check` tries every credential without a charge.
 * `tranche vendors new <name>`: the package of a new adapter, whose tests already run the conformance suite.
 */
export const registerVendors = (yargs: Argv, context: CommandContext, done: (code: ExitCode) => void): Argv =>
  yargs.command(
    "vendors [what] [name]",
    "vendors, owners, capabilities, health; check tries credentials without a charge; new begins an adapter",
    (command) =>
      command
        .positional("what", { choices: ["check", "new"] as const, describe: "check: try each credential · new: begin an adapter" })
        .positional("name", { type: "string", describe: "of the new adapter, as in acme" }),
    async (args) => done(await runVendors(args as unknown as VendorsOptions, context)),
  );

export const runVendors = async (options: VendorsOptions, context: CommandContext): Promise<ExitCode> => {
  if (options.what === "new") return runVendorsNew(options, context);
  if (options.name !== undefined)
    throw new UserError(2, [
      { message: `vendors ${options.what ?? ""} takes no name, got ${options.name}`, hint: "it looks at every vendor of the config" },
    ]);
  const workspace = await openWorkspace(options, context);
  const store = existsSync(workspace.storePath) ? openStore(workspace) : undefined;
  const now = Date.now();
  const lines: VendorLine[] = [];
  for (const vendor of workspace.vendors) {
    const health =
      store === undefined
        ? { health: "ok" as const }
        : healthOf(store.database, { owner: vendor.config.owner, vendor: vendor.config.name, kind: "", job: "" }, now);
    const check = options.what === "check" ? { check: await checkVendor(vendor, workspace, context) } : {};
    lines.push({ ...lineOf(vendor, workspace), ...health, ...check });
  }
  await store?.close();
  const document = { vendors: lines };
  context.stdout(
    options.json ? `${JSON.stringify(document)}\n` : vendorsText(document, { color: options.color && context.terminal.stdout }),
  );
  return lines.some(({ check }) => check?.ok === false) ? 5 : 0;
};

const lineOf = ({ config, definition }: WorkspaceVendor, workspace: Workspace): Omit<VendorLine, "health"> => {
  const { submission, idempotency, cancel, webhook, price, taskKinds } = definition.capabilities;
  return {
    vendor: config.name,
    owner: config.owner,
    adapter: config.adapter,
    baseUrl: config.baseUrl,
    stakes: (workspace.config.owners[config.owner]?.stakes ?? [])
      .map(({ holder, sharePerMillion }) => ({ holder, share: sharePerMillion / 1_000_000 }))
      .toSorted((a, b) => b.share - a.share),
    price: priceInWords(config),
    capabilities: {
      submission: submission.mode,
      idempotency: idempotency.kind,
      cancel,
      webhook,
      priceBasis: price.basis,
      taskKinds,
      regions: config.regions,
    },
  };
};

const priceInWords = ({ price }: VendorConfig): string => {
  if (price === undefined) return "not stated";
  if (price.basis === "judgment") return `${formatMoney(price.perJudgment)} a judgment`;
  const fee = price.feePerMillion === 0 ? "" : ` + ${price.feePerMillion / 10_000} %`;
  return `${formatMoney(price.perHour)} an hour${fee}, ${price.minutesPerItem} min an item`;
};

const CHECK_MS = 30_000;

const checkVendor = async (
  vendor: WorkspaceVendor,
  workspace: Workspace,
  context: CommandContext,
): Promise<NonNullable<VendorLine["check"]>> => {
  try {
    const adapter = await connect(vendor, workspace, context);
    return await adapter.check({ signal: AbortSignal.any([context.signal, AbortSignal.timeout(CHECK_MS)]) });
  } catch (thrown) {
    if (UserError.is(thrown)) return { ok: false, why: thrown.problems.map(({ message }) => message).join("; ") };
    return { ok: false, why: asAdapterError(thrown).message };
  }
};
