import { rightAnswer, wrongAnswer } from "./beliefs.ts";
import { type AnswerTo, answerFromLabel, type Question } from "./question.ts";
import { chance, hashNumbers, hashText } from "./seeded-random.ts";
import type { RecordedAnswer, RecordedAnswers, TruthIndex } from "./truth.ts";
import type { Worker } from "./workforce.ts";

/** One unit as its workers see it. */
export interface SeenUnit {
  /** The texts shown, one by one; joined they are the `content` of the log. */
  readonly pieces: readonly string[];
  /** Decides everything that chance decides about this unit; the same content gives the same key, a second sending another one. */
  readonly key: number;
  /** Hash of the content alone, the same at every vendor. */
  readonly contentHash: number;
  /** The item this content belongs to, where the items file knows it. */
  readonly item: string | undefined;
  readonly label: string | undefined;
}

/** What people say. */
export interface Answering {
  readonly see: (pieces: readonly string[]) => SeenUnit;
  /** One worker's answer. `place` tells the questions of one unit apart (default 0). */
  readonly answer: <Asked extends Question>(question: Asked, unit: SeenUnit, worker: Worker, place?: number) => AnswerTo<Asked>;
  /** A recorded answer in the form of the question; undefined where its label does not fit. */
  readonly fromLabel: <Asked extends Question>(question: Asked, label: string) => AnswerTo<Asked> | undefined;
  /** The next recorded answer of this vendor to the unit's item. */
  readonly recorded: (unit: SeenUnit) => RecordedAnswer | undefined;
}

const RIGHT = hashText("right");
const PICK = hashText("pick");

export const createAnswering = (world: {
  readonly seed: number;
  readonly vendor: string;
  readonly truth: TruthIndex;
  readonly recorded: RecordedAnswers;
}): Answering => {
  const { seed, truth } = world;
  const vendorSalt = hashText(world.vendor, seed);
  const seenBefore = new Map<number, number>();
  return {
    see: (pieces) => {
      const contentHash = hashText(pieces.join("\u0001"), seed);
      const times = seenBefore.get(contentHash) ?? 0;
      seenBefore.set(contentHash, times + 1);
      const item = truth.find(pieces);
      return { pieces, key: hashNumbers(vendorSalt, contentHash, times), contentHash, item: item?.id, label: item?.label };
    },
    answer: <Asked extends Question>(question: Asked, unit: SeenUnit, worker: Worker, place = 0): AnswerTo<Asked> => {
      const { label, pieces, contentHash } = unit;
      const right = rightAnswer(question, { seed, contentHash, place, label, pieces });
      const isRight = !worker.spammer && chance(seed, RIGHT, unit.key, worker.index, place) < worker.accuracy;
      const pick = hashNumbers(seed, PICK, unit.key, worker.index, place);
      return (isRight ? right : wrongAnswer(question, right, { spammer: worker.spammer, pick, label })) as AnswerTo<Asked>;
    },
    fromLabel: <Asked extends Question>(question: Asked, label: string) =>
      answerFromLabel(question, label, 0) as AnswerTo<Asked> | undefined,
    recorded: (unit) => (unit.item === undefined ? undefined : world.recorded.take(unit.item, world.vendor)),
  };
};
