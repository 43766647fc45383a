import { describe, expect, it } from "vitest";
import { checkConfig } from "./check-config.ts";
import type { Config } from "./config.ts";
import type { WrittenPrice } from "./written-config.ts";

const scale = { adapter: "scale", baseUrl: "https://api.scale.com/v1/", credential: { env: "SCALE_API_KEY" } };

const read = (value: unknown): Config => {
  const checked = checkConfig(value);
  if (!checked.ok) throw new Error(checked.issues.map(({ message }) => message).join("\n"));
  return checked.value;
};

const wrong = (value: unknown): readonly string[] => {
  const checked = checkConfig(value);
  return checked.ok ? [] : checked.issues.map(({ message, hint }) => (hint === undefined ? message : `${message} → ${hint}`));
};
const vendor = (part: object): readonly string[] => wrong({ version: 1, vendors: { scale: { ...scale, ...part } } });

describe("a config", () => {
  it("with nothing but what it must have gets every default", () => {
    expect(read({ version: 1, vendors: { scale } })).toEqual({
      version: 1,
      store: ".tranche/tranche.db",
      vendors: {
        scale: {
          name: "scale",
          adapter: "scale",
          baseUrl: "https://api.scale.com/v1",
          credential: { env: "SCALE_API_KEY" },
          owner: "scale",
          limits: { concurrency: 8 },
          regions: [],
          options: {},
        },
      },
      owners: {},
      rules: { conflictPerMillion: 200_000 },
      currencies: {},
      failover: { attempts: 3, cooldownMs: 300_000, lostAfterMs: 7_200_000, lateWindowMs: 604_800_000 },
      timeScale: 1,
    });
  });

  it("that says everything is read into integers with units; time is not scaled", () => {
    const config = read({
      version: 1,
      store: "postgres://db/tranche",
      vendors: {
        mercor: {
          ...scale,
          owner: "mercor-io",
          price: { perHour: "60 USD", minutesPerItem: 1.1, fee: "30%" },
          turnaround: { p50: "6h", p90: "1.5d" },
          capacity: { perDay: 20_000 },
          limits: { concurrency: 2, perSecond: 0.5, settle: "90s" },
          regions: ["us"],
          options: { deep: { list: [1, null] } },
        },
      },
      owners: { "scale-ai": { stakes: [{ holder: "meta", share: 0.49, since: "2025-06-13", source: "https://example.com" }] }, lone: {} },
      rules: { conflict: 0.25 },
      failover: { attempts: 5, cooldown: "1m", lostAfter: "30m", lateWindow: "1d" },
      timeScale: 3_600,
    });
    expect(config.vendors["mercor"]).toMatchObject({
      owner: "mercor-io",
      price: { basis: "hour", perHour: { micros: 60_000_000, currency: "USD" }, minutesPerItem: 1.1, feePerMillion: 300_000 },
      turnaround: { p50Ms: 21_600_000, p90Ms: 129_600_000 },
      limits: { concurrency: 2, perSecond: 0.5, settleMs: 90_000 },
      options: { deep: { list: [1, null] } },
    });
    expect(config.owners).toEqual({
      "scale-ai": { stakes: [{ holder: "meta", sharePerMillion: 490_000, since: Date.UTC(2025, 5, 13), source: "https://example.com" }] },
      lone: { stakes: [] },
    });
    expect(config.rules).toEqual({ conflictPerMillion: 250_000 });
    expect(config.failover).toEqual({ attempts: 5, cooldownMs: 60_000, lostAfterMs: 1_800_000, lateWindowMs: 86_400_000 });
  });
});

describe("what is wrong with a config", () => {
  it.each([
    [{ baseURL: "x" }, "vendors.scale.baseURL is not a known key → did you mean baseUrl?"],
    [{ limits: { perMinute: 3 } }, "vendors.scale.limits.perMinute is not a known key → known here: concurrency, perSecond, settle"],
    [
      { price: "0.08 USD" },
      'vendors.scale.price must be { perJudgment: … }, { perItem: … }, { perTurn: …, turnsPerItem: … } or { perHour: …, minutesPerItem: … }, got "0.08 USD"',
    ],
    [{ price: { perHour: "60 USD" } }, "vendors.scale.price.minutesPerItem is missing"],
    [{ price: { perHour: "60 USD", minutesPerItem: 1, fee: 0.3 } }, "vendors.scale.price.fee must be a percentage, as in 30%, got 0.3"],
    [
      { price: { perJudgment: "8 ct" } },
      'vendors.scale.price.perJudgment must be money: a decimal and a currency, as in 500 USD, got "8 ct"',
    ],
    [{ baseUrl: "ftp://x" }, 'vendors.scale.baseUrl must be a URL that starts with https://, got "ftp://x"'],
    [{ turnaround: { p50: "6h", p90: "5h" } }, 'vendors.scale.turnaround.p90 must not be shorter than p50, got "5h"'],
    [
      { price: { perJudgment: "1 USD", setup: "3" } },
      'vendors.scale.price.setup must be money: a decimal and a currency, as in 500 USD, got "3"',
    ],
  ])("%j", (part, message) => expect(vendor(part)).toEqual([message]));

  it("with prices of every kind knows what one judgment costs", () => {
    const priced = (price: WrittenPrice): unknown => read({ version: 1, vendors: { scale: { ...scale, price } } }).vendors["scale"]?.price;
    expect(priced({ perTurn: "0.05 EUR", turnsPerItem: 6, minimum: "20 EUR" })).toEqual({
      basis: "judgment",
      perJudgment: { micros: 300_000, currency: "EUR" },
      minimum: { micros: 20_000_000, currency: "EUR" },
      tiers: [],
    });
    expect(priced({ perItem: "0.4 USD", rush: { within: "24h", extra: "25%" } })).toEqual({
      basis: "judgment",
      perJudgment: { micros: 400_000, currency: "USD" },
      rush: { withinMs: 86_400_000, extraPerMillion: 250_000 },
      tiers: [],
    });
    expect(priced({ perHour: "60 USD", minutesPerItem: 4, minutesPerItemHigh: 6, rework: "5%", fee: "30%" })).toEqual({
      basis: "hour",
      perHour: { micros: 60_000_000, currency: "USD" },
      minutesPerItem: 4,
      minutesPerItemHigh: 6,
      reworkPerMillion: 50_000,
      feePerMillion: 300_000,
    });
  });

  it("names a vendor without one", () => {
    expect(wrong({ version: 1, vendors: {} })).toEqual(["vendors must name at least one vendor, got a mapping"]);
    expect(wrong({ version: 1 })).toEqual(["vendors is missing"]);
  });

  it("an owner's stake that is no share, and a day that is none", () => {
    expect(
      wrong({ version: 1, vendors: { scale }, owners: { a: { stakes: [{ holder: "meta", share: 49, since: "2025-02-30" }] } } }),
    ).toEqual([
      "owners.a.stakes[0].share must be between 0 and 1, got 49 → did you mean 0.49?",
      'owners.a.stakes[0].since must be a day, as in 2025-06-13, got "2025-02-30"',
    ]);
  });
});

describe("a key where only its place may be written", () => {
  const key = "live_0123456789abcdef0123456789abcdef";

  it.each([
    ["as the value", key],
    ["as the name of a variable", { env: key }],
    ["as a file", { file: key }],
    ["as a command", { command: key }],
    ["under a name of its own", { apiKey: key }],
    ["as a key of the mapping", { [key]: null }],
    ["in a list", [key]],
    ["beside its place", { env: "SCALE_API_KEY", key }],
  ])("%s is refused and not repeated", (_, credential) => {
    const checked = checkConfig({ version: 1, vendors: { scale: { ...scale, credential } } });
    expect(checked.ok).toBe(false);
    expect(checked.ok ? [] : checked.issues.map(({ message, hint }) => `${message} ${hint}`).join("\n")).toMatch(/credential/);
    expect(checked.ok ? "" : checked.issues.map(({ message, hint }) => `${message} ${hint}`).join("\n")).not.toContain("0123456789");
  });

  it("in a URL is refused and not repeated", () => {
    const said = vendor({ baseUrl: "https://user:hunter2@api.scale.com" });
    expect(said[0]).toContain("must not hold a user or a password");
    expect(said.join()).not.toContain("hunter2");
  });
});

describe("where a vendor may be reached without encryption", () => {
  it.each([
    "http://127.0.0.1:4101/v1",
    "http://localhost:1",
    "http://[::1]:1",
    "http://192.168.1.5",
    "http://sandbox:4101",
    "http://a.internal",
  ])("%s is near enough", (baseUrl) => expect(vendor({ baseUrl })).toEqual([]));

  it.each(["http://api.scale.com", "http://127.evil.com", "http://10.evil.com", "http://1.2.3.4"])("%s is not", (baseUrl) =>
    expect(vendor({ baseUrl })[0]).toContain("must start with https://"),
  );
});
