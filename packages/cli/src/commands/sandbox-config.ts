import { chmod, copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import type { WrittenConfig, WrittenVendor } from "@tranche/sdk";
import { defaultPools, type SandboxOptions, type Simulator, type SimulatedVendorName } from "@tranche/adapters/simulators";

const banner = "# Written by tranche sandbox --write-config; it works as long as that sandbox runs.";
const keyFolder = ".tranche/sandbox-keys";

/** What one would have agreed with each vendor: figures that fit its simulated people as they are without `--set`. */
const terms: Readonly<Record<SimulatedVendorName, Pick<WrittenVendor, "owner" | "turnaround" | "limits">>> = {
  scale: { owner: "scale-ai", turnaround: { p50: "6h", p90: "13h" }, limits: { concurrency: 32 } },
  surge: { owner: "surge", turnaround: { p50: "9h", p90: "14h" }, limits: { concurrency: 8 } },
  mercor: { owner: "mercor", turnaround: { p50: "16h", p90: "30h" }, limits: { concurrency: 8 } },
};

/**
 * Writes a config that works with nothing else set: one `baseUrl` line a vendor, and the keys in files beside it (0600). A file
 * of that name which no sandbox wrote is kept as `<name>.bak`.
 */
export const writeSandboxConfig = async (parts: {
  readonly file: string;
  readonly vendors: readonly Simulator[];
  readonly speed: number;
  readonly settings: SandboxOptions;
}): Promise<void> => {
  const folder = dirname(parts.file);
  await mkdir(join(folder, keyFolder), { recursive: true, mode: 0o700 });
  for (const vendor of parts.vendors) {
    const keyFile = join(folder, keyFolder, vendor.name);
    await writeFile(keyFile, `${vendor.key}\n`, { mode: 0o600 });
    // A file that was there before keeps its old mode otherwise.
    await chmod(keyFile, 0o600);
  }
  await keepForeign(parts.file);
  await writeFile(parts.file, `${banner}\n${stringify(configOf(parts), { lineWidth: 0 })}`);
};

const keepForeign = async (file: string): Promise<void> => {
  const before = await readFile(file, "utf8").catch(() => undefined);
  if (before !== undefined && !before.startsWith(banner)) await copyFile(file, `${file}.bak`);
};

const configOf = (parts: {
  readonly vendors: readonly Simulator[];
  readonly speed: number;
  readonly settings: SandboxOptions;
}): WrittenConfig => ({
  version: 1,
  vendors: Object.fromEntries(
    parts.vendors.map(({ name, baseUrl }): [string, WrittenVendor] => {
      const pool = { ...defaultPools[name], ...parts.settings[name]?.pool };
      const { owner, turnaround, limits } = terms[name];
      return [
        name,
        {
          adapter: name,
          baseUrl,
          credential: { file: `${keyFolder}/${name}` },
          ...(owner === undefined ? {} : { owner }),
          price:
            name === "mercor"
              ? {
                  perHour: `${pool.price} USD`,
                  minutesPerItem: Math.round((pool.secondsPerItem * 1.083 * 100) / 60) / 100,
                  fee: `${parts.settings.mercor?.options?.feePercent ?? 30}%`,
                }
              : { perJudgment: `${pool.price} USD` },
          ...(turnaround === undefined ? {} : { turnaround }),
          capacity: { perDay: pool.capacityPerDay },
          ...(limits === undefined ? {} : { limits }),
          regions: ["us"],
        },
      ];
    }),
  ),
  failover: { attempts: 3, cooldown: "5m", lostAfter: "2h" },
  timeScale: parts.speed,
});
