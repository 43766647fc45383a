import { type JsonObject, listOf, numberOf, objectOf, textOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { isoTime } from "../world/clock.ts";
import { pageOf } from "./paging.ts";
import { created, ok, ProlificRefusal } from "./prolific-error.ts";
import { known, type ProlificState, type Study } from "./state.ts";
import type { StudyLife } from "./study-life.ts";

const rewardOf = (study: Study): number => numberOf(study.sent["reward"]) ?? 0;
const methods = new Set(["AI_TASK_BUILDER", "AI_TASK_BUILDER_BATCH"]);

/** Minor units a study takes: rewards and fee of all its places. */
const costOf = (state: ProlificState, study: Study, places: number): number =>
  places * rewardOf(study) * (1 + state.options.feePercent / 100);

const studyView = (state: ProlificState, study: Study): JsonObject => ({
  ...study.sent,
  id: study.id,
  status: study.status,
  date_created: isoTime(study.createdAt),
  published_at: study.publishedAt === undefined ? null : isoTime(study.publishedAt),
  total_available_places: study.places,
  places_taken: study.submissions.filter(({ status }) => !["RETURNED", "REJECTED", "TIMED-OUT"].includes(status)).length,
  number_of_submissions: study.submissions.length,
  currency_code: state.options.currency,
  presentment_currency_code: state.options.currency,
  total_cost: costOf(state, study, study.places),
});

/** Studies: drafts that become public, and cost money, by a transition. */
export const studyRoutes = (state: ProlificState, life: StudyLife): readonly Route[] => {
  const { world, options } = state;
  const studyOf = (id: string): Study => known(state.studies, id, "Study");
  const afford = (study: Study, places: number): void => {
    const wanted = costOf(state, study, places);
    if (state.money.locked + wanted > options.balanceMinor)
      throw new ProlificRefusal(options.noFundsStatus, "There is not enough money in the workspace to publish this study");
    state.money.locked += wanted;
  };

  const transitions: Readonly<Record<string, { readonly from: readonly string[]; readonly act: (study: Study) => void }>> = {
    PUBLISH: {
      from: ["UNPUBLISHED"],
      act: (study) => {
        const minutes = numberOf(study.sent["estimated_completion_time"]) ?? 1;
        if ((rewardOf(study) * 60) / minutes < options.minimumPerHourMinor)
          throw new ProlificRefusal(400, "The reward is below the minimum per hour");
        afford(study, study.places);
        life.publish(study);
      },
    },
    PAUSE: { from: ["ACTIVE"], act: life.pause },
    START: { from: ["PAUSED"], act: life.start },
    STOP: { from: ["PUBLISHING", "ACTIVE", "PAUSED"], act: life.stop },
  };

  return [
    {
      operation: "POST /api/v1/studies",
      answer: (request) => {
        const body = objectOf(request.body);
        const batch = state.batches.get(textOf(body["data_collection_id"]) ?? "");
        const places = numberOf(body["total_available_places"]) ?? 0;
        for (const name of ["name", "description", "prolific_id_option"])
          if (textOf(body[name]) === undefined) throw new ProlificRefusal(400, `${name} is required`);
        if (!(places >= 1)) throw new ProlificRefusal(400, "total_available_places must be at least 1");
        if (!((numberOf(body["reward"]) ?? 0) > 0)) throw new ProlificRefusal(400, "reward must be above 0");
        if (!Number.isInteger(numberOf(body["reward"]))) throw new ProlificRefusal(400, "reward is in minor units");
        if (!((numberOf(body["estimated_completion_time"]) ?? 0) >= 1))
          throw new ProlificRefusal(400, "estimated_completion_time is at least a minute");
        if (listOf(body["completion_codes"]).length === 0) throw new ProlificRefusal(400, "completion_codes are required");
        if (!methods.has(textOf(body["data_collection_method"]) ?? ""))
          throw new ProlificRefusal(400, "only studies of Task Builder batches are simulated");
        if (batch === undefined) throw new ProlificRefusal(400, "data_collection_id names no batch");
        if (batch.status !== "READY") throw new ProlificRefusal(400, "the batch is not READY");
        const study: Study = {
          id: state.objectId(),
          createdAt: world.clock.now(),
          batch,
          submissions: [],
          sent: body,
          status: "UNPUBLISHED",
          places,
          publishedAt: undefined,
          stopped: false,
          waiting: [],
        };
        state.studies.set(study.id, study);
        return created(studyView(state, study));
      },
    },
    {
      operation: "GET /api/v1/studies",
      answer: (request) =>
        pageOf(
          request,
          [...state.studies.values()].filter(state.listed).map((study) => studyView(state, study)),
          options.pageSize,
        ),
    },
    {
      operation: "GET /api/v1/projects/{project}/studies",
      answer: (request, { project = "" }) => {
        if (!state.projects.some(({ id }) => id === project)) throw new ProlificRefusal(404, "Project not found");
        const studies = [...state.studies.values()].filter((study) => study.sent["project"] === project && state.listed(study));
        return pageOf(
          request,
          studies.map((study) => studyView(state, study)),
          options.pageSize,
        );
      },
    },
    { operation: "GET /api/v1/studies/{id}", answer: (_request, { id = "" }) => ok(studyView(state, studyOf(id))) },
    {
      operation: "PATCH /api/v1/studies/{id}",
      answer: (request, { id = "" }) => {
        const study = studyOf(id);
        const { total_available_places: places, ...rest } = objectOf(request.body);
        const wanted = numberOf(places) ?? study.places;
        const published = study.status !== "UNPUBLISHED";
        if (published && Object.keys(rest).some((name) => name !== "internal_name"))
          throw new ProlificRefusal(400, "a published study changes its internal_name and its places only");
        if (published && wanted < study.places) throw new ProlificRefusal(400, "places can only be added");
        study.sent = { ...study.sent, ...rest };
        if (!published) study.places = wanted;
        else if (wanted > study.places) {
          afford(study, wanted - study.places);
          life.morePlaces(study, wanted - study.places);
        }
        return ok(studyView(state, study));
      },
    },
    {
      operation: "POST /api/v1/studies/{id}/transition",
      answer: (request, { id = "" }) => {
        const study = studyOf(id);
        const action = textOf(objectOf(request.body)["action"]) ?? "";
        const transition = transitions[action];
        if (transition === undefined) throw new ProlificRefusal(400, `there is no action ${JSON.stringify(action)}`);
        if (!transition.from.includes(study.status))
          throw new ProlificRefusal(400, `${action} is not possible while the study is ${study.status}`);
        transition.act(study);
        return ok(studyView(state, study));
      },
    },
  ];
};
