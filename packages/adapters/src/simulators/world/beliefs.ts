import { chance, hashNumbers, hashText } from "./seeded-random.ts";
import { type AnswerValue, answerFromLabel, type BoxValue, optionsFor, type Question, type SpanValue } from "./question.ts";

const BELIEF = hashText("belief");
const PART = hashText("part");

/** What decides an answer: the seed, the content (the same for all vendors), and which question of the unit it is. */
export interface Grounds {
  readonly seed: number;
  readonly contentHash: number;
  readonly place: number;
  readonly label: string | undefined;
  readonly pieces: readonly string[];
}

/** What is right: the truth where it is known and fits, else a pick that every vendor's people would agree on. */
export const rightAnswer = (question: Question, grounds: Grounds): AnswerValue => {
  const { seed, contentHash, place, label, pieces } = grounds;
  const known = label === undefined ? undefined : answerFromLabel(question, label, contentHash);
  if (known !== undefined) return known;
  const belief = hashNumbers(seed, BELIEF, contentHash, place);
  switch (question.kind) {
    case "choice":
      return question.options.length === 0 ? [] : [question.options[belief % question.options.length]!.value];
    case "number":
      return question.min + (belief % stepsOf(question)) * question.step;
    case "boolean":
      return belief % 2 === 0;
    case "text": {
      const text = (pieces[0] ?? "").split(/\s+/u).slice(0, 12).join(" ");
      return question.maxLength === undefined ? text : text.slice(0, question.maxLength);
    }
    case "ranking":
      return question.options
        .map((option, i) => ({ value: option.value, draw: hashNumbers(belief, i) }))
        .toSorted((a, b) => a.draw - b.draw)
        .map(({ value }) => value);
    case "spans":
      return wordSpans(question.text, question.labels, belief);
    case "boxes":
      return Array.from({ length: 1 + (belief % 3) }, (_, n): BoxValue => {
        const at = (what: number, below: number): number => hashNumbers(belief, n, what) % below;
        return {
          left: at(1, 400),
          top: at(2, 300),
          width: 20 + at(3, 200),
          height: 20 + at(4, 150),
          label: question.labels[at(5, 1_000_000) % question.labels.length] ?? "",
        };
      });
    default:
      return question satisfies never;
  }
};

const wordSpans = (text: string, labels: readonly string[], belief: number): readonly SpanValue[] =>
  labels.length === 0
    ? []
    : [...text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}'-]*/gu)]
        .map((match, i): SpanValue & { readonly draw: number } => ({
          start: match.index,
          end: match.index + match[0].length,
          label: labels[hashNumbers(belief, i, 9) % labels.length]!,
          draw: hashNumbers(belief, i, 8) % 6,
        }))
        .filter(({ draw }) => draw === 0)
        .map(({ start, end, label }) => ({ start, end, label }));

const stepsOf = (question: Extract<Question, { kind: "number" }>): number =>
  Math.max(1, Math.floor((question.max - question.min) / question.step) + 1);

/** What somebody says who got it wrong: near the right answer, or at random for a spammer. `pick` is a large whole number. */
export const wrongAnswer = (
  question: Question,
  right: AnswerValue,
  how: { readonly spammer: boolean; readonly pick: number; readonly label: string | undefined },
): AnswerValue => {
  const { spammer, pick } = how;
  switch (question.kind) {
    case "choice": {
      const alsoRight = how.label === undefined ? [] : optionsFor(question.options, how.label);
      const others = spammer
        ? question.options
        : question.options.filter((option) => !(right as readonly string[]).includes(option.value) && !alsoRight.includes(option));
      const option = others.length === 0 ? question.options[0] : others[pick % others.length];
      return option === undefined ? [] : [option.value];
    }
    case "number": {
      if (spammer) return question.min + (pick % stepsOf(question)) * question.step;
      const near = (right as number) + (pick % 2 === 0 ? question.step : -question.step);
      if (near > question.max) return Math.max(question.min, (right as number) - question.step);
      return near < question.min ? Math.min(question.max, (right as number) + question.step) : near;
    }
    case "boolean":
      return spammer ? pick % 2 === 0 : !(right as boolean);
    case "text":
      return spammer ? "good" : "not sure";
    case "ranking": {
      const order = [...(right as readonly string[])];
      if (order.length < 2) return order;
      const i = pick % (order.length - 1);
      return [...order.slice(0, i), order[i + 1]!, order[i]!, ...order.slice(i + 2)];
    }
    case "spans": {
      const spans = right as readonly SpanValue[];
      if (spans.length === 0) return wordSpans(question.text, question.labels, pick).slice(0, 1);
      // One is missed, and one that stays ends a letter early.
      const missed = pick % spans.length;
      return spans
        .filter((_, i) => i !== missed)
        .map((span, i) => (i === 0 && span.end - span.start > 1 ? { ...span, end: span.end - 1 } : span));
    }
    case "boxes": {
      const boxes = right as readonly BoxValue[];
      const shift = (n: number): number => 5 + Math.floor(chance(pick, PART, n) * 30);
      return boxes.length > 1 && pick % 3 === 0
        ? boxes.slice(1)
        : boxes.map((box, n) => ({ ...box, left: box.left + shift(n), width: box.width + shift(n + 50) }));
    }
    default:
      return question satisfies never;
  }
};
