import { listOf, objectOf, type SimulatedRequest, textOf, textsOf } from "../server/message.ts";
import type { Route } from "../server/router.ts";
import { batchOf } from "./batch-routes.ts";
import { projectOf } from "./project-routes.ts";
import { invalid, ok, ScaleRefusal } from "./scale-error.ts";
import type { ScaleState } from "./scale-state.ts";
import type { Account, Batch } from "./state.ts";

interface Group {
  readonly id: string;
  readonly name: string;
  emails: readonly string[];
}

/** Studio: the customer's own labelers, who works on which project, and the order of batches. */
export const studioRoutes = (state: ScaleState): readonly Route[] => {
  const assignments = new Map<string, Set<string>>();
  const groups = new Map<string, Map<string, Group>>();
  const order: Record<"live" | "test", Batch[]> = { live: [], test: [] };

  const shown = (): Record<string, unknown> =>
    Object.fromEntries([...assignments].filter(([, projects]) => projects.size > 0).map(([email, projects]) => [email, [...projects]]));
  const assign = (operation: string, change: (held: Set<string>, project: string) => void): Route => ({
    operation,
    answer: (request) => {
      const account = state.accountOf(request);
      const body = objectOf(request.body);
      const emails = textsOf(body["emails"]);
      const projects = textsOf(body["projects"]);
      if (emails.length === 0 || projects.length === 0) throw invalid('"emails" and "projects" are required');
      for (const name of projects) projectOf(account, name);
      for (const email of emails) {
        const held = assignments.get(email) ?? new Set<string>();
        assignments.set(email, held);
        for (const project of projects) change(held, project);
      }
      return ok(shown());
    },
  });
  const groupView = (group: Group): Record<string, unknown> => ({
    id: group.id,
    name: group.name,
    numWorkers: group.emails.length,
    isSingleton: group.emails.length === 1,
    workers: group.emails.map((email) => ({ id: `${group.id}-${email}`, email })),
  });
  const groupsOf = (account: Account, project: string): Map<string, Group> => {
    projectOf(account, project);
    const key = `${account.mode} ${project}`;
    const held = groups.get(key) ?? new Map<string, Group>();
    groups.set(key, held);
    return held;
  };

  /** Batches still to be done, in the order people set, new ones last. */
  const pending = (account: Account): readonly Batch[] => {
    const open = account.batchOrder.filter((batch) => batch.status !== "completed" && batch.status !== "cancelled");
    return [
      ...order[account.mode].filter((batch) => open.includes(batch)),
      ...open.filter((batch) => !order[account.mode].includes(batch)),
    ];
  };
  const batches = (account: Account): readonly unknown[] =>
    pending(account).map((batch, place) => ({
      id: batch.id,
      name: batch.name,
      projectId: batch.project.id,
      projectName: batch.project.name,
      batchType: batch.calibration ? "Calibration" : "Production",
      studioPriority: place + 1,
      total: batch.tasks.length,
      completed: batch.tasks.filter((task) => task.status === "completed").length,
      groups: batch.groups,
    }));
  const named = (request: SimulatedRequest): readonly string[] =>
    listOf(objectOf(request.body)["batches"]).flatMap((entry) => textOf(objectOf(entry)["name"]) ?? []);

  return [
    {
      operation: "GET /studio/assignments",
      answer: (request) => {
        state.accountOf(request);
        return ok(shown());
      },
    },
    assign("POST /studio/assignments/add", (held, project) => held.add(project)),
    assign("POST /studio/assignments/remove", (held, project) => held.delete(project)),
    {
      operation: "GET /studio/projects/{p}/groups",
      answer: (request, { p = "" }) => ok([...groupsOf(state.accountOf(request), p).values()].map(groupView)),
    },
    {
      operation: "POST /studio/projects/{p}/groups",
      answer: (request, { p = "" }) => {
        const held = groupsOf(state.accountOf(request), p);
        const body = objectOf(request.body);
        const name = textOf(body["name"]);
        if (name === undefined) throw invalid('"name" is required');
        if (held.has(name)) throw new ScaleRefusal(409, `A group with name "${name}" already exists.`);
        const group: Group = { id: state.nextId(), name, emails: textsOf(body["emails"]) };
        held.set(name, group);
        return ok(groupView(group));
      },
    },
    {
      operation: "PUT /studio/projects/{p}/groups/{g}",
      answer: (request, { p = "", g = "" }) => {
        const group = groupsOf(state.accountOf(request), p).get(g);
        if (group === undefined) throw new ScaleRefusal(404, `Group with name "${g}" not found.`);
        const body = objectOf(request.body);
        const removed = textsOf(body["remove_emails"]);
        group.emails = [...new Set([...group.emails, ...textsOf(body["add_emails"])])].filter((email) => !removed.includes(email));
        return ok(groupView(group));
      },
    },
    { operation: "GET /studio/batches", answer: (request) => ok(batches(state.accountOf(request))) },
    {
      operation: "PUT /studio/batches/{name}",
      answer: (request, { name = "" }) => {
        const account = state.accountOf(request);
        batchOf(account, name).groups = textsOf(objectOf(request.body)["groups"]);
        return ok(batches(account));
      },
    },
    {
      operation: "POST /studio/batches/set_priorities",
      answer: (request) => {
        const account = state.accountOf(request);
        const names = named(request);
        const open = pending(account);
        if (names.length !== open.length || open.some((batch) => !names.includes(batch.name)))
          throw new ScaleRefusal(400, "All pending batches must be listed.");
        order[account.mode] = names.map((name) => batchOf(account, name));
        return ok(batches(account));
      },
    },
    {
      operation: "POST /studio/batches/reset_priorities",
      answer: (request) => {
        const account = state.accountOf(request);
        order[account.mode] = [];
        return ok(batches(account));
      },
    },
  ];
};
