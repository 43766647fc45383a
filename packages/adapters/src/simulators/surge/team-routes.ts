import { objectOf, textOf, textsOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { isoTime } from "../world/clock.ts";
import type { SurgeState, SurgeTeam } from "./state.ts";
import { ok, SurgeRefusal } from "./surge-error.ts";

const view = (team: SurgeTeam): Record<string, unknown> => ({
  id: team.id,
  name: team.name,
  description: team.description ?? null,
  members: team.members,
  created_at: isoTime(team.createdAt),
});

/** Groups of workers ("Surgers") a project can require or forbid. */
export const teamRoutes = (state: SurgeState): readonly Route[] => {
  const teamOf = (id: string): SurgeTeam => {
    const team = state.teams.get(id);
    if (team === undefined) throw new SurgeRefusal(404, "Team not found");
    return team;
  };
  const members = (
    verb: "add_surgers" | "remove_surgers",
    change: (held: readonly string[], ids: readonly string[]) => readonly string[],
  ): Route => ({
    operation: `POST /api/teams/{id}/${verb}`,
    answer: (request, { id = "" }) => {
      const team = teamOf(id);
      team.members = change(team.members, textsOf(objectOf(request.body)["surger_ids"]));
      return ok(view(team));
    },
  });
  return [
    {
      operation: "POST /api/teams",
      answer: (request) => {
        const body = objectOf(request.body);
        const name = textOf(body["name"]);
        if (name === undefined) throw new SurgeRefusal(400, "Name can't be blank");
        const team: SurgeTeam = {
          id: state.nextId(),
          createdAt: state.world.clock.now(),
          name,
          description: textOf(body["description"]),
          members: textsOf(body["members"]),
        };
        state.teams.set(team.id, team);
        return ok(view(team));
      },
    },
    { operation: "GET /api/teams/list", answer: () => ok([...state.teams.values()].map(view)) },
    { operation: "GET /api/teams/{id}", answer: (_request, { id = "" }) => ok(view(teamOf(id))) },
    {
      operation: "PUT /api/teams/{id}",
      answer: (request, { id = "" }) => {
        const team = teamOf(id);
        const body = objectOf(request.body);
        team.name = textOf(body["name"]) ?? team.name;
        if (body["description"] !== undefined) team.description = textOf(body["description"]);
        return ok(view(team));
      },
    },
    { operation: "DELETE /api/teams/{id}", answer: (_request, { id = "" }) => ok({ success: state.teams.delete(id) }) },
    members("add_surgers", (held, ids) => [...new Set([...held, ...ids])]),
    members("remove_surgers", (held, ids) => held.filter((id) => !ids.includes(id))),
  ];
};
