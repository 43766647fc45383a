import type { TaskKind, TaskShape } from "../../answer/task.ts";

/** A task shape, the fields it shows, and what workers answer to the unit of that number. */
export interface Sample {
  readonly name: string;
  readonly task: TaskShape;
  readonly show: readonly string[];
  /** Visible fields; each has the mark in it, so that a unit is recognised by any of them. */
  readonly content: (mark: string, number: number) => Readonly<Record<string, string>>;
  /** What a worker who is right answers, written as a text. */
  readonly answer: (number: number) => string;
  /** The same in neutral form, for comparison; undefined where only the form of an answer can be told. */
  readonly expected: (number: number) => ((answer: unknown) => boolean) | undefined;
}

const text = (mark: string): Readonly<Record<string, string>> => ({
  text: `${mark} said: “the parcel’s late & the line's <busy> — again”`,
});
const turn = <Value>(values: readonly Value[], number: number): Value => values[number % values.length] as Value;
const same = (wanted: unknown) => (answer: unknown) => answer === wanted;
const labels = ["ham", "spam", "not sure"];
const halves = ["1", "1.5", "2", "2.5", "3", "3.5", "4", "4.5", "5"];

const classification: Sample = {
  name: "classification",
  task: { kind: "classification", options: labels },
  show: ["text"],
  content: text,
  answer: (number) => turn(labels, number),
  expected: (number) => same(turn(labels, number)),
};

const sides = (name: string, strength: number, tie: boolean): Sample => {
  const allowed = ["a", "b", ...(tie ? ["tie"] : [])];
  return {
    name,
    task: { kind: "comparison", between: ["left", "right"], strength, tie },
    show: ["left", "right"],
    content: (mark) => ({ left: `${mark} the first answer`, right: `${mark} the other answer` }),
    answer: (number) => turn(allowed, number),
    expected: (number) => (answer) => (answer as { choice?: unknown }).choice === turn(allowed, number),
  };
};

const samples: Readonly<Record<TaskKind, readonly Sample[]>> = {
  classification: [classification],
  comparison: [sides("comparison", 1, false), sides("comparison with degrees and ties", 3, true)],
  rating: [
    {
      name: "rating in halves",
      task: { kind: "rating", min: 1, max: 5, step: 0.5 },
      show: ["text"],
      content: text,
      answer: (number) => turn(halves, number),
      expected: (number) => same(Number(turn(halves, number))),
    },
    {
      name: "rating of a hundred steps",
      task: { kind: "rating", min: 0, max: 100, step: 1 },
      show: ["text"],
      content: text,
      answer: (number) => String((number * 37) % 101),
      expected: (number) => same((number * 37) % 101),
    },
  ],
  text: [
    {
      name: "text",
      task: { kind: "text", maxLength: 80 },
      show: ["text"],
      content: text,
      answer: (number) => `the “${number}th” answer, with a comma`,
      expected: (number) => same(`the “${number}th” answer, with a comma`),
    },
  ],
  spans: [
    {
      name: "spans",
      task: { kind: "spans", labels: ["who", "what"], field: "text" },
      show: ["text"],
      content: text,
      answer: () => "who",
      expected: () => undefined,
    },
  ],
  boxes: [
    {
      name: "boxes",
      task: { kind: "boxes", labels: ["car", "bus"], field: "picture" },
      show: ["picture"],
      content: (mark) => ({ picture: `https://pictures.example/${mark}.png` }),
      answer: () => "car",
      expected: () => undefined,
    },
  ],
};

/** Every sample of a task kind. */
export const samplesOf = (kind: TaskKind): readonly Sample[] => samples[kind];

/** The sample for cases that are not about answers: the simplest kind that is declared. */
export const plainSample = (kinds: readonly TaskKind[]): Sample => {
  const order: readonly TaskKind[] = ["classification", "text", "rating", "comparison", "spans", "boxes"];
  const kind = order.find((one) => kinds.includes(one)) ?? "classification";
  return samples[kind][0] ?? classification;
};
