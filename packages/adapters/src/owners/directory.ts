/** How much a claim of ownership is worth: said by the company itself, by the press, or by somebody else. */
export type Weight = "own word" | "press" | "third party";

/** A name work is bought or done under. Two brands of one owner are one pair of eyes: caps and independence are per owner. */
export interface Brand {
  /** Lower case, as a config would name the vendor. */
  readonly brand: string;
  /** What it is to the owner, in plain words. */
  readonly relation: string;
  /** The day of the source where it has one, else the day it was read; ISO. */
  readonly seen: string;
  readonly weight: Weight;
  readonly source: string;
}

/** Somebody else's share of an owner, in the form a config's `owners` section takes. */
export interface OwnerStake {
  readonly holder: string;
  readonly sharePerMillion: number;
  /** The day it began, ISO. */
  readonly since: string;
  readonly weight: Weight;
  readonly source: string;
}

export interface Owner {
  readonly owner: string;
  readonly name: string;
  readonly brands: readonly Brand[];
  readonly stakes: readonly OwnerStake[];
  /** What is known to be unclear. */
  readonly note?: string;
}

/** The day the directory was put together, ISO. Owners change: a config's own `owners` section overrides all of it. */
export const ownersAsOf = "2026-11-22";

/** Who stands behind which brand; prose and caveats in docs/vendors/owners.md. */
export const ownerDirectory: readonly Owner[] = [
  {
    owner: "scale-ai",
    name: "Scale AI",
    brands: [
      { brand: "scale", relation: "the company's own name", seen: "2026-11-22", weight: "own word", source: "https://scale.com/docs" },
      {
        brand: "outlier",
        relation: "subsidiary: the contributor platform for language work",
        seen: "2024-06-14",
        weight: "press",
        source: "https://www.inc.com/sam-blum/its-a-scam-accusations-of-mass-non-payment-grow-against-scale-ais-subsidiary-outlier-ai.html",
      },
      {
        brand: "remotasks",
        relation: "the contributor platform for annotation",
        seen: "2025-06-26",
        weight: "press",
        source: "https://time.com/collections/time100-companies-2025/7289594/scale-ai/",
      },
    ],
    stakes: [
      {
        holder: "meta",
        sharePerMillion: 490_000,
        since: "2025-06-13",
        weight: "press",
        source: "https://www.nasdaq.com/articles/meta-invests-143-bln-scale-ai-taps-ceo-alexandr-wang-lead-superintelligence-push",
      },
    ],
    note: "The stake is reported as non-voting; Scale says it stays independent. A rule about stakes counts it all the same.",
  },
  {
    owner: "surge-ai",
    name: "Surge Labs (Surge AI)",
    brands: [
      {
        brand: "surge",
        relation: "the company's trade name",
        seen: "2026-04-14",
        weight: "own word",
        source: "https://github.com/surge-ai/surge-python",
      },
      {
        brand: "gethybrid",
        relation: "the product's former name, still a contributor platform",
        seen: "2026-11-22",
        weight: "third party",
        source: "https://en.wikipedia.org/wiki/Surge_AI",
      },
      {
        brand: "dataannotation",
        relation: "subsidiary: a contributor platform",
        seen: "2026-11-22",
        weight: "third party",
        source: "https://en.wikipedia.org/wiki/Surge_AI",
      },
      {
        brand: "taskup",
        relation: "subsidiary: a contributor platform",
        seen: "2026-11-22",
        weight: "third party",
        source: "https://en.wikipedia.org/wiki/Surge_AI",
      },
    ],
    stakes: [],
    note: "The encyclopedia rests on an article in New York of 2023-06-20; the company itself says little.",
  },
  {
    owner: "labelbox",
    name: "Labelbox",
    brands: [
      {
        brand: "labelbox",
        relation: "the company's own name",
        seen: "2026-11-22",
        weight: "own word",
        source: "https://github.com/Labelbox/labelbox-python",
      },
      {
        brand: "boost",
        relation: "its managed workforce",
        seen: "2026-11-22",
        weight: "own word",
        source: "https://docs.labelbox.com/docs/boost-workforce",
      },
      {
        brand: "alignerr",
        relation: "its network of experts",
        seen: "2024-11-24",
        weight: "third party",
        source:
          "https://blog.se.com/digital-transformation/artificial-intelligence/2024/11/24/podcast-how-ai-models-learn-with-data-labeling",
      },
    ],
    stakes: [],
  },
  {
    owner: "appen",
    name: "Appen",
    brands: [
      { brand: "appen", relation: "the company's own name", seen: "2026-11-22", weight: "own word", source: "https://success.appen.com" },
      {
        brand: "crowdgen",
        relation: "its contributor platform",
        seen: "2026-11-22",
        weight: "own word",
        source: "https://appen.com/blog/payments-update",
      },
      {
        brand: "figure-eight",
        relation: "bought in 2019; its platform is Appen's",
        seen: "2026-11-22",
        weight: "third party",
        source: "https://grokipedia.com/page/Figure_Eight_Inc.",
      },
      {
        brand: "crowdflower",
        relation: "Figure Eight's name until 2018",
        seen: "2026-11-22",
        weight: "third party",
        source: "https://www.ahundredmonkeys.com/brand/figure-eight/",
      },
    ],
    stakes: [],
  },
  {
    owner: "amazon",
    name: "Amazon",
    brands: [
      {
        brand: "mturk",
        relation: "Amazon Mechanical Turk",
        seen: "2026-11-22",
        weight: "own word",
        source: "https://docs.aws.amazon.com/AWSMechTurk/latest/AWSMturkAPI/Welcome.html",
      },
      {
        brand: "sagemaker-ground-truth",
        relation: "labelling jobs; its public workforce is Mechanical Turk",
        seen: "2026-11-22",
        weight: "own word",
        source: "https://docs.aws.amazon.com/sagemaker/latest/dg/sms-create-labeling-job-api.html",
      },
    ],
    stakes: [],
  },
  {
    owner: "toloka",
    name: "Toloka",
    brands: [
      {
        brand: "toloka",
        relation: "the company's own name",
        seen: "2024-07-02",
        weight: "own word",
        source: "https://github.com/Toloka/toloka-kit",
      },
    ],
    stakes: [],
    note: "Part of Nebius Group when that was formed out of Yandex N.V. in July 2024 (press, 2024-07-20); whose it is today was not established. Where it matters, write it into the config.",
  },
  {
    owner: "humansignal",
    name: "HumanSignal (formerly Heartex)",
    brands: [
      {
        brand: "label-studio",
        relation: "its tool; the people who label are your own",
        seen: "2026-08-21",
        weight: "own word",
        source: "https://github.com/HumanSignal/label-studio-sdk",
      },
    ],
    stakes: [],
  },
  {
    owner: "mercor",
    name: "Mercor",
    brands: [
      { brand: "mercor", relation: "the company's own name", seen: "2026-11-22", weight: "own word", source: "https://mercor.com/docs" },
    ],
    stakes: [],
  },
  {
    owner: "handshake",
    name: "Handshake",
    brands: [
      {
        brand: "handshake",
        relation: "the company's own name",
        seen: "2026-11-22",
        weight: "own word",
        source: "https://support.joinhandshake.com",
      },
    ],
    stakes: [],
  },
  {
    owner: "prolific",
    name: "Prolific",
    brands: [
      {
        brand: "prolific",
        relation: "the company's own name",
        seen: "2026-08-21",
        weight: "own word",
        source: "https://github.com/prolific-oss/cli",
      },
    ],
    stakes: [],
  },
];

/** The owner of a brand, told without regard to case, spaces, dots and a trailing `.ai` or `ai`; undefined where the directory does not know it. */
export const ownerOf = (brand: string): Owner | undefined => {
  const wanted = plain(brand);
  return ownerDirectory.find((owner) => owner.brands.some((one) => plain(one.brand) === wanted));
};

const plain = (name: string): string =>
  name
    .toLowerCase()
    .replace(/\.(ai|com|tech|io)$/, "")
    .replace(/[\s._-]+/g, "")
    .replace(/(?<=..)ai$/, "");
