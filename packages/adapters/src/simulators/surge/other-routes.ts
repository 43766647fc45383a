import { objectOf, textOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { questionView } from "./questions.ts";
import type { SurgeState } from "./state.ts";
import { ok, SurgeRefusal } from "./surge-error.ts";

/** Changing a question in place, and the model-graded rubric check. */
export const otherRoutes = (state: SurgeState): readonly Route[] => [
  {
    operation: "PUT /api/items/{id}",
    answer: (request, { id = "" }) => {
      const question = state.questions.get(id);
      if (question === undefined) throw new SurgeRefusal(404, "Item not found");
      const body = objectOf(request.body);
      question.text = textOf(body["text"]) ?? question.text;
      if (body["hidden_by_item_option_id"] !== undefined) question.hiddenByOptionId = textOf(body["hidden_by_item_option_id"]);
      if (body["shown_by_item_option_id"] !== undefined) question.shownByOptionId = textOf(body["shown_by_item_option_id"]);
      if (body["chat_advanced_options"] !== undefined) question.chatOptions = body["chat_advanced_options"];
      return ok(questionView(question, 0));
    },
  },
  {
    // Graded by a model at the vendor, not by people; here: whether the text has a word of the rubric in it.
    operation: "POST /api/evaluate_rubric",
    answer: (request) => {
      const body = objectOf(request.body);
      const text = textOf(body["text_for_grading"]);
      const rubric = textOf(body["rubric_text"]);
      if (text === undefined || rubric === undefined) throw new SurgeRefusal(400, "text_for_grading and rubric_text are required");
      const words = rubric.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
      const met = words.find((word) => text.toLowerCase().includes(word));
      return ok({
        answer: met !== undefined,
        explanation: met === undefined ? "The text has nothing the rubric asks for." : `The text speaks of "${met}".`,
      });
    },
  },
];
