/** What `tranche init` writes: a job of thirty made-up messages that runs against the sandbox as it is. */

export const configText = `# yaml-language-server: $schema=.tranche/schema/config.json
# The sandbox's vendors. For a real one: its own baseUrl, and where its key is (env, file or command; never the key itself).
version: 1
store: .tranche/tranche.db
vendors:
  scale:
    adapter: scale
    baseUrl: http://127.0.0.1:4101/v1            # real: https://api.scale.com/v1
    credential: { file: .tranche/sandbox-keys/scale }    # real: { env: SCALE_API_KEY }
    owner: scale-ai
    price: { perJudgment: 0.08 USD }
    turnaround: { p50: 6h, p90: 13h }
    capacity: { perDay: 20000 }
    limits: { concurrency: 32 }
    regions: [us]
  surge:
    adapter: surge
    baseUrl: http://127.0.0.1:4102/api           # real: https://app.surgehq.ai/api
    credential: { file: .tranche/sandbox-keys/surge }    # real: { env: SURGE_API_KEY }
    owner: surge
    price: { perJudgment: 0.10 USD }
    turnaround: { p50: 9h, p90: 14h }
    capacity: { perDay: 12000 }
    limits: { concurrency: 8 }
    regions: [us]
  mercor:
    adapter: mercor
    baseUrl: http://127.0.0.1:4103/v1
    credential: { file: .tranche/sandbox-keys/mercor }
    owner: mercor
    price: { perHour: 60 USD, minutesPerItem: 1.08, fee: 30% }
    turnaround: { p50: 16h, p90: 30h }
    capacity: { perDay: 6000 }
    limits: { concurrency: 8 }
    regions: [us]
owners:
  scale-ai: { stakes: [{ holder: meta, share: 0.49, since: 2025-06-13 }] }
failover: { attempts: 3, cooldown: 5m, lostAfter: 2h }
timeScale: 3600                                  # the sandbox's --speed; take it out for real vendors
`;

export const jobText = `# yaml-language-server: $schema=.tranche/schema/job.json
version: 1
name: support-intent
dataset: support-messages          # exposure adds up over every job that names it
task:
  kind: classification
  title: What is this message about?
  instructions: ./instructions.md
  show: [text]                     # the only field that may leave; the customer stays here
  answer: { options: [billing, technical, cancellation, other] }
items: ./items.jsonl
vendors: [scale, surge, mercor]
judgments: { perItem: 1, independent: owner }
policy:
  maxShare: 0.5                    # no owner ever sees more than half of the dataset
route: { objective: cost }
budget: { total: 50 USD }
deadline: 7d
quality: { gold: ./gold.csv }      # items whose answer is known
`;

export const instructionsText = `# What is this message about?

Read the message and choose the one option that fits best.

- **billing**: money, invoices, refunds, prices
- **technical**: something does not work, or how to do something
- **cancellation**: the customer wants to end a contract or a subscription
- **other**: everything else, praise included

If two fit, choose the one the customer would be angrier about if nobody answered it.
`;

type Label = "billing" | "technical" | "cancellation" | "other";

const messages: readonly (readonly [Label, string])[] = [
  ["billing", "I was charged twice for March, please give one of them back."],
  ["technical", "The app closes as soon as I open the camera."],
  ["cancellation", "Please end my subscription at the end of this month."],
  ["other", "Do you have the blue one in a smaller size?"],
  ["billing", "Why is my bill four euros higher than last time?"],
  ["technical", "I cannot log in since I changed my phone number."],
  ["other", "Thank you, the colleague on the phone was very patient with me!"],
  ["cancellation", "I moved abroad and do not need the contract any more. How do I get out of it?"],
  ["billing", "The invoice has my old address on it. I need a corrected one for my taxes."],
  ["technical", "How do I move my photos to the new tablet?"],
  ["other", "Are you open on the public holiday?"],
  ["cancellation", "I cancelled two weeks ago and still have not heard from you."],
  ["billing", "Can I pay by direct debit instead of by card?"],
  ["technical", "The router blinks orange and nothing in the house has internet."],
  ["cancellation", "My trial ends tomorrow. I do not want it to go on after that."],
  ["other", "I would like to apply for a job in your shop."],
  ["billing", "The discount code from your letter was not taken off."],
  ["technical", "Your page only shows an error with the number 502."],
  ["cancellation", "Take me off the plan, my brother pays for both of us now."],
  ["other", "Who is the person on your new poster?"],
  ["billing", "You promised me a refund on the 3rd and it is the 20th."],
  ["technical", "After the update every message arrives three times."],
  ["other", "Could you send me the brochure you had at the fair?"],
  ["cancellation", "If this is not solved by Friday I am leaving. Consider this my notice."],
  ["billing", "What is the 1.99 called 'service' on my statement?"],
  ["technical", "The voice assistant does not understand my daughter."],
  ["other", "I found a wallet in your shop on Main Street."],
  ["cancellation", "How long before the end of the year do I have to give notice?"],
  ["billing", "Please split the bill between me and my flatmate."],
  ["technical", "Where do I find the setting that turns off the beeping?"],
];

const idOf = (index: number): string => `msg-${String(index + 1).padStart(3, "0")}`;

/** The messages; `customer` is there to show that it does not leave. */
export const itemsText: string = messages
  .map(([, text], index) => `${JSON.stringify({ id: idOf(index), text, customer: `c-${((index * 7) % 19) + 100}` })}\n`)
  .join("");

/** Every third message with its answer. */
export const goldText: string = `id,label\n${messages
  .flatMap(([label], index) => (index % 3 === 0 ? [`${idOf(index)},${label}\n`] : []))
  .join("")}`;

export const readmeText = `# Next steps

These files are a job of thirty made-up messages for three sandbox vendors. Nothing in here costs money or leaves your machine.

In one terminal:

    tranche sandbox --items items.jsonl --truth gold.csv

In another, in this folder:

    tranche validate job.yaml     # all mistakes at once, with their lines
    tranche plan job.yaml         # who would get what, at which price, and what if one is lost; sends nothing
    tranche run job.yaml          # asks, sends, collects; run it again to go on
    tranche results job.yaml
    tranche compare job.yaml
    tranche exposure

Then make it yours:

1. \`items.jsonl\`: your items, one JSON object a line, each with an \`id\`. Only the fields in \`task.show\` ever leave.
2. \`instructions.md\` and \`task\` in \`job.yaml\`: what workers are asked.
3. \`gold.csv\`: a few items whose answer you know, or take \`quality.gold\` out.
4. \`tranche.config.yaml\`: real vendors. Say where each key is (\`credential: { env: SCALE_API_KEY }\`), set the prices you agreed on, take
   \`timeScale\` out. \`tranche vendors check\` tries the keys without a charge.

The store and the sandbox's keys are in \`.tranche/\`, which keeps itself out of git.
`;
