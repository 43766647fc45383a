import type { TaskShape } from "@tranche/sdk";

const mostChoices = 11;

/** The allowed ratings as words to choose from, or undefined where there are too many (more than 11) to show as a choice. */
export const ratingSteps = (task: Extract<TaskShape, { kind: "rating" }>): readonly string[] | undefined => {
  const count = Math.floor((task.max - task.min) / task.step + 1e-9) + 1;
  if (count > mostChoices) return undefined;
  return Array.from({ length: count }, (_, index) => String(Number((task.min + index * task.step).toFixed(9))));
};
