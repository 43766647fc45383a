import { objectOf, textOf, textsOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { invalid, ok } from "./scale-error.ts";
import type { ScaleState } from "./scale-state.ts";

interface Member {
  readonly email: string;
  role: string;
}

/** The customer's own team. It asks nothing of anybody and costs nothing: what a client calls to try a key. */
export const teamRoutes = (state: ScaleState): readonly Route[] => {
  const team = new Map<string, Member>([["owner@example.com", { email: "owner@example.com", role: "admin" }]]);
  const show = (): readonly unknown[] =>
    [...team.values()].map(({ email, role }) => ({
      email,
      role,
      firstName: null,
      lastName: null,
      company: null,
      isStudioLabeler: role === "labeler",
      disableRapidEmails: false,
      expiry: null,
    }));
  const change = (operation: string, allow: "new" | "known"): Route => ({
    operation,
    answer: (request) => {
      state.accountOf(request);
      const body = objectOf(request.body);
      const role = textOf(body["team_role"]);
      const emails = textsOf(body["emails"]);
      if (emails.length === 0) throw invalid('"emails" is required');
      if (role !== "labeler" && role !== "member" && role !== "manager")
        throw invalid('"team_role" must be one of [labeler, member, manager]');
      for (const email of emails) {
        const member = team.get(email);
        if (member !== undefined) member.role = role;
        else if (allow === "new") team.set(email, { email, role });
        else throw invalid(`${email} is not on the team`);
      }
      return ok(show());
    },
  });
  return [
    {
      operation: "GET /teams",
      answer: (request) => {
        state.accountOf(request);
        return ok(show());
      },
    },
    change("POST /teams/invite", "new"),
    change("POST /teams/set_role", "known"),
  ];
};
