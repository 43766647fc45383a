import { chance, hashNumbers, hashText } from "./seeded-random.ts";
import type { RecordedAnswer, RecordedAnswers, TruthIndex } from "./truth.ts";
import type { Worker } from "./workforce.ts";

/** What a worker is asked, free of any vendor's words. */
export type Question =
  | { readonly kind: "choice"; readonly options: readonly QuestionOption[]; readonly atMost?: number }
  | { readonly kind: "number"; readonly min: number; readonly max: number; readonly step: number }
  | { readonly kind: "boolean" }
  | { readonly kind: "text"; readonly maxLength?: number };

/** `value` is what the answer carries, `label` what the worker reads. */
export interface QuestionOption {
  readonly value: string;
  readonly label: string;
}

/** One unit as its workers see it. */
export interface SeenUnit {
  /** The texts shown, one by one; joined they are the `content` of the log. */
  readonly pieces: readonly string[];
  /** Decides everything that chance decides about this unit; the same content gives the same key, a second sending another one. */
  readonly key: number;
  /** The item this content belongs to, where the items file knows it. */
  readonly item: string | undefined;
  readonly label: string | undefined;
}

/** What people say. */
export interface Answering {
  readonly see: (pieces: readonly string[]) => SeenUnit;
  readonly answer: (question: Question, unit: SeenUnit, worker: Worker, place?: number) => AnswerValue;
  /** A recorded answer in the form of the question; the pool answers where its label fits no option. */
  readonly fromLabel: (question: Question, label: string) => AnswerValue | undefined;
  readonly recorded: (unit: SeenUnit) => RecordedAnswer | undefined;
}

/** Values chosen (choice), a number, a truth value or a text, as the question's kind says. */
export type AnswerValue = readonly string[] | number | boolean | string;

const RIGHT = hashText("right");
const PICK = hashText("pick");
const BELIEF = hashText("belief");

/**
 * The options a label stands for: an exact match first, then without case and blanks, then all that begin with it as a
 * whole word (`a` for `a, slightly` and `a, strongly`).
 */
const optionsFor = (options: readonly QuestionOption[], label: string): readonly QuestionOption[] => {
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[\s_-]+/gu, " ")
      .trim();
  const wanted = plain(label);
  const exact = options.find((option) => option.value === label || option.label === label);
  if (exact !== undefined) return [exact];
  const near = options.find((option) => plain(option.value) === wanted || plain(option.label) === wanted);
  if (near !== undefined) return [near];
  const begins = (text: string): boolean => {
    const plainText = plain(text);
    return wanted !== "" && plainText.startsWith(wanted) && !/[\p{L}\p{N}]/u.test(plainText.charAt(wanted.length));
  };
  return options.filter((option) => begins(option.value) || begins(option.label));
};

export const createAnswering = (world: {
  readonly seed: number;
  readonly vendor: string;
  readonly truth: TruthIndex;
  readonly recorded: RecordedAnswers;
}): Answering => {
  const { seed, truth } = world;
  const vendorSalt = hashText(world.vendor, seed);
  const seenBefore = new Map<number, number>();

  const fromLabel = (question: Question, label: string, pick = 0): AnswerValue | undefined => {
    switch (question.kind) {
      case "choice": {
        const options = optionsFor(question.options, label);
        const option = options[options.length > 1 ? hashText(label, pick) % options.length : 0];
        return option === undefined ? undefined : [option.value];
      }
      case "number": {
        const value = Number(label);
        return label.trim() !== "" && Number.isFinite(value) && value >= question.min && value <= question.max ? value : undefined;
      }
      case "boolean":
        return /^(true|yes|1)$/iu.test(label.trim()) ? true : /^(false|no|0)$/iu.test(label.trim()) ? false : undefined;
      case "text":
        return question.maxLength === undefined ? label : label.slice(0, question.maxLength);
      default:
        return question satisfies never;
    }
  };

  /** What is right: the truth where it is known and fits, else a pick that every vendor's people would agree on. */
  const rightAnswer = (question: Question, unit: SeenUnit, contentHash: number, place: number): AnswerValue => {
    const known = unit.label === undefined ? undefined : fromLabel(question, unit.label, contentHash);
    if (known !== undefined) return known;
    const belief = hashNumbers(seed, BELIEF, contentHash, place);
    switch (question.kind) {
      case "choice":
        return question.options.length === 0 ? [] : [question.options[belief % question.options.length]!.value];
      case "number": {
        const steps = Math.max(1, Math.floor((question.max - question.min) / question.step) + 1);
        return question.min + (belief % steps) * question.step;
      }
      case "boolean":
        return belief % 2 === 0;
      case "text": {
        const text = (unit.pieces[0] ?? "").split(/\s+/u).slice(0, 12).join(" ");
        return question.maxLength === undefined ? text : text.slice(0, question.maxLength);
      }
      default:
        return question satisfies never;
    }
  };

  return {
    see: (pieces) => {
      const contentHash = hashText(pieces.join("\u0001"), vendorSalt);
      const times = seenBefore.get(contentHash) ?? 0;
      seenBefore.set(contentHash, times + 1);
      const item = truth.find(pieces);
      return { pieces, key: times === 0 ? contentHash : hashNumbers(contentHash, times), item: item?.id, label: item?.label };
    },
    answer: (question, unit, worker, place = 0) => {
      const contentHash = hashText(unit.pieces.join("\u0001"), seed);
      const right = rightAnswer(question, unit, contentHash, place);
      const isRight = !worker.spammer && chance(seed, RIGHT, unit.key, worker.index, place) < worker.accuracy;
      if (isRight) return right;
      const pick = hashNumbers(seed, PICK, unit.key, worker.index, place);
      switch (question.kind) {
        case "choice": {
          const alsoRight = unit.label === undefined ? [] : optionsFor(question.options, unit.label);
          const others = worker.spammer
            ? question.options
            : question.options.filter((option) => !(right as readonly string[]).includes(option.value) && !alsoRight.includes(option));
          const option = others.length === 0 ? question.options[0] : others[pick % others.length];
          return option === undefined ? [] : [option.value];
        }
        case "number": {
          const steps = Math.max(1, Math.floor((question.max - question.min) / question.step) + 1);
          if (worker.spammer) return question.min + (pick % steps) * question.step;
          const near = (right as number) + (pick % 2 === 0 ? question.step : -question.step);
          return near > question.max
            ? question.max - question.step
            : near < question.min
              ? Math.min(question.max, question.min + question.step)
              : near;
        }
        case "boolean":
          return worker.spammer ? pick % 2 === 0 : !(right as boolean);
        case "text":
          return worker.spammer ? "good" : "not sure";
        default:
          return question satisfies never;
      }
    },
    fromLabel: (question, label) => fromLabel(question, label),
    recorded: (unit) => (unit.item === undefined ? undefined : world.recorded.take(unit.item, world.vendor)),
  };
};
