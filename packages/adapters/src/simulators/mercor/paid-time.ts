import { chance, hashText } from "../world/seeded-random.ts";
import { dayMs, hourMs } from "../world/clock.ts";
import type { MercorState } from "./mercor-state.ts";
import type { Contract, Invoice, Project, TimeEntry, WorkItem } from "./state.ts";
import { weekOf, weekStart } from "./week.ts";

const ADJUST = hashText("adjust");

/** Records time of a contract, opens its week's invoice and the events of the week's end. */
export const logTime = (
  state: MercorState,
  contract: Contract,
  item: WorkItem | undefined,
  span: { readonly from: number; readonly to: number; readonly seconds: number; readonly source?: TimeEntry["source"] },
): void => {
  const { project } = contract;
  const week = weekOf(span.to - 1);
  const seconds = Math.round(span.seconds);
  const entry: TimeEntry = {
    id: state.nextId("time"),
    contract,
    item,
    startedAt: span.from,
    endedAt: span.to,
    seconds,
    source: span.source ?? "tracker",
    week,
    status: "open",
    updatedAt: span.to,
  };
  project.entries.push(entry);
  state.entries.set(entry.id, entry);
  project.entryUpdates.touch(entry, state.world.clock.now());
  const firstOfWeek = !contract.secondsByWeek.has(week);
  contract.secondsByWeek.set(week, (contract.secondsByWeek.get(week) ?? 0) + seconds);
  openInvoice(state, project, week);
  if (firstOfWeek && chance(state.world.seed, ADJUST, contract.worker.index, week) < state.options.adjustmentShare) {
    const correctAt = weekStart(week + 1) - 20 * hourMs;
    state.world.agenda.add(correctAt, (now) => {
      if (weekOf(now) === week)
        logTime(state, contract, undefined, {
          from: now,
          to: now,
          seconds: -Math.round(Math.min(1800, 0.1 * (contract.secondsByWeek.get(week) ?? 0))),
          source: "adjustment",
        });
    });
  }
  watchBudget(state, project, contract, seconds);
};

const watchBudget = (state: MercorState, project: Project, contract: Contract, seconds: number): void => {
  project.spentMinor += ((seconds * contract.rateMinor) / 3600) * (1 + state.options.feePercent / 100);
  if (project.budget === undefined || project.budgetWarned || project.spentMinor < 0.8 * project.budget.maxTotalMinor) return;
  project.budgetWarned = true;
  state.emit("project.budget_threshold", {
    project_id: project.id,
    spent_minor: Math.round(project.spentMinor),
    max_total_minor: project.budget.maxTotalMinor,
  });
};

const openInvoice = (state: MercorState, project: Project, week: number): void => {
  if (project.invoices.has(week)) return;
  const invoice: Invoice = { id: state.nextId("inv"), project, week, status: "accruing" };
  project.invoices.set(week, invoice);
  state.invoices.set(invoice.id, invoice);
  const end = weekStart(week + 1);
  state.world.agenda.add(end, (now) => {
    for (const entry of project.entries) {
      if (entry.week !== week || entry.status !== "open") continue;
      entry.status = "locked";
      project.entryUpdates.touch(entry, now);
    }
    invoice.status = "locked";
    state.emit("time.locked", { project_id: project.id, invoice_id: invoice.id });
  });
  state.world.agenda.add(end + 2 * dayMs, () => {
    invoice.status = "issued";
    state.emit("invoice.issued", { project_id: project.id, invoice_id: invoice.id });
  });
  state.world.agenda.add(end + 4 * dayMs + 12 * hourMs, () => {
    invoice.status = "paid";
  });
};
