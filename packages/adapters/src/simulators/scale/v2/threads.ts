import { isoTime } from "../../world/clock.ts";
import type { QuestionOption } from "../../world/question.ts";
import { type JsonObject, listOf, objectOf, textOf } from "../../server/message.ts";
import type { ScaleState } from "../scale-state.ts";
import type { Account, Task } from "../state.ts";

/** One response people compare: its text and the model it came from. */
interface Candidate {
  readonly model: string;
  readonly text: string;
}

const textIn = (value: unknown): string | undefined =>
  textOf(value) ?? textOf(objectOf(value)["text"]) ?? textOf(objectOf(value)["content"]);

/** The responses of a preference task: `responses` as a list or a map, or every `response_…` and `model_…` variable, in order. */
const candidatesOf = (variables: JsonObject): readonly Candidate[] => {
  const { responses } = variables;
  const listed = Array.isArray(responses)
    ? listOf(responses).map((entry, i): [string, unknown] => [
        textOf(objectOf(entry)["model_id"]) ?? textOf(objectOf(entry)["model"]) ?? `response_${i + 1}`,
        entry,
      ])
    : Object.entries(objectOf(responses));
  const named = Object.entries(variables).filter(
    ([name]) => /^(response|completion|model)[ _-]?(\w+)$/iu.test(name) && !/^(model_id|model_parameters|responses)$/iu.test(name),
  );
  return (listed.length > 0 ? listed : named).flatMap(([model, value]) => {
    const text = textIn(value);
    return text === undefined ? [] : [{ model, text }];
  });
};

const promptOf = (variables: JsonObject): string =>
  textIn(variables["prompt"]) ??
  textIn(variables["question"]) ??
  textIn(variables["text"]) ??
  Object.values(variables)
    .map(textIn)
    .find((text) => text !== undefined) ??
  "";

/** The conversation of a completed task, with what its contributor said about it. Empty before the task is completed. */
export const threadsOf = (state: ScaleState, account: Account, task: Task, options: ReadonlySet<string>): readonly JsonObject[] => {
  if (task.status !== "completed") return [];
  const { answering } = state.world;
  const variables = objectOf(task.params["template_variables"]);
  const shift = task.shifts[0];
  let annotations = 0;
  const annotation = (key: string, type: string, value: unknown, more: JsonObject = {}): JsonObject => ({
    id: `${task.id}${(annotations++).toString(16).padStart(4, "0")}`,
    key,
    type,
    value,
    ...more,
  });
  let ids = 0;
  const nextId = (): string => `${task.id}f${(ids++).toString(16).padStart(3, "0")}`;
  const answer = <T>(live: (worker: NonNullable<typeof shift>["worker"]) => T, canned: T): T =>
    shift === undefined || account.mode === "test" ? canned : live(shift.worker);

  const candidates = candidatesOf(variables);
  const user = { role: "user", content: { text: promptOf(variables) }, annotations: [] };
  const messages: JsonObject[] = [];
  const verdict: JsonObject[] = [];
  if (candidates.length < 2) {
    const written = answer((worker) => answering.answer({ kind: "text" }, task.seen, worker), "test response");
    const first = candidates[0];
    messages.push({
      role: "assistant",
      content: { text: first?.text ?? written },
      ...(first === undefined ? {} : { source_id: first.model }),
      annotations: first === undefined ? [] : [annotation("rewrite", "text", written)],
    });
  } else {
    const letters: readonly QuestionOption[] = candidates.map((candidate, i) => ({
      value: candidate.model,
      label: String.fromCharCode(97 + i),
    }));
    const selected =
      answer((worker) => answering.answer({ kind: "choice", options: letters }, task.seen, worker)[0], candidates[0]!.model) ??
      candidates[0]!.model;
    const strength = answer(
      (worker) => answering.answer({ kind: "number", min: 1, max: 3, step: 1 }, { ...task.seen, label: undefined }, worker, 1),
      1,
    );
    const place = candidates.findIndex((candidate) => candidate.model === selected);
    verdict.push(
      annotation("selected_model_id", "category", selected, {
        title: "Preferred response",
        possible_values: candidates.map((candidate) => candidate.model),
      }),
      annotation("likert_value", "integer", place === 0 ? 4 - strength : 4 + strength, {
        title: "Strength of the preference",
        labels: ["first much better", "second much better"],
      }),
      annotation("justification", "text", `${selected} answers the question better.`),
    );
    if (candidates.length > 2) {
      const order = answer(
        (worker) => answering.answer({ kind: "ranking", options: letters }, { ...task.seen, label: undefined }, worker, 2),
        candidates.map((candidate) => candidate.model),
      );
      verdict.push(annotation("ranking", "ranked_choices", [selected, ...order.filter((model) => model !== selected)]));
    }
    for (const [i, candidate] of candidates.entries()) {
      const rate = (what: number): number =>
        answer(
          (worker) =>
            answering.answer({ kind: "number", min: 1, max: 5, step: 1 }, { ...task.seen, label: undefined }, worker, 10 + i * 4 + what),
          1,
        );
      messages.push({
        role: "assistant",
        content: { text: candidate.text },
        source_id: candidate.model,
        ...(options.has("model_parameters") ? { model_parameters: { model: candidate.model } } : {}),
        annotations: [annotation("instruction_following", "integer", rate(0)), annotation("truthfulness", "integer", rate(1))],
      });
    }
  }
  return [
    {
      id: nextId(),
      turns: [{ id: nextId(), messages: [user, ...messages], annotations: verdict }],
      annotations: [],
      ...(options.has("submissions") && shift !== undefined
        ? { submissions: [{ submitted_at: isoTime(task.completedAt ?? task.updatedAt), contributor_id: shift.worker.id }] }
        : {}),
    },
  ];
};
