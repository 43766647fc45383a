/** One made-up message and what it is about. */
export interface DemoItem {
  readonly id: string;
  readonly text: string;
  readonly label: DemoLabel;
}

export const demoLabels = ["billing", "technical", "cancellation", "other"] as const;
type DemoLabel = (typeof demoLabels)[number];

const asks: readonly (readonly [DemoLabel, string])[] = [
  ["billing", "I was charged twice for {thing} in {month}"],
  ["billing", "The invoice for {thing} of {month} has the wrong address"],
  ["billing", "Why did {thing} get more expensive in {month}?"],
  ["technical", "Since {month} {thing} does not load on my phone"],
  ["technical", "{thing} shows an error when I log in, the first time was in {month}"],
  ["technical", "How do I move {thing} to a new laptop? I have had it since {month}"],
  ["cancellation", "Please end {thing} at the end of {month}"],
  ["cancellation", "I cancelled {thing} in {month} and still have it"],
  ["cancellation", "{thing} is not for me, I want my money of {month} back"],
  ["other", "Do you have {thing} in green by {month}?"],
  ["other", "Your colleague helped me with {thing} in {month}, please thank her"],
  ["other", "Will the shop that sells {thing} be open in {month}?"],
];
const things: readonly string[] = [
  "the family plan",
  "the travel add-on",
  "my second line",
  "the sports package",
  "the cloud storage",
  "the student offer",
  "the office licence",
];
const months: readonly string[] = ["January", "February", "March", "April", "June", "July", "August", "September", "October", "November"];
const openings: readonly string[] = ["", "Hello, ", "Hi there. ", "Third time I write: "];

/** Made-up support messages, every one different, in an order that mixes them. */
export const demoItems = (count: number): readonly DemoItem[] => {
  const all = openings.flatMap((opening) =>
    things.flatMap((thing) =>
      months.flatMap((month) =>
        asks.map(([label, ask]) => ({ label, text: `${opening}${ask.replace("{thing}", thing).replace("{month}", month)}` })),
      ),
    ),
  );
  // A stride without a common factor visits every message once.
  const stride = 1_009;
  return Array.from({ length: Math.min(count, all.length) }, (_, at) => {
    const made = all[(at * stride) % all.length];
    if (made === undefined) throw new Error("the stride left the list");
    return { id: `msg-${String(at).padStart(4, "0")}`, ...made };
  });
};
