import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkJob } from "./check-job.ts";

const job = (task: object, policy: object = {}): unknown => ({
  version: 1,
  name: "mail",
  task: { kind: "text", instructions: "Sum it up.", show: ["subject", "body", "phone"], ...task },
  items: "-",
  policy,
});
const issuesOf = (value: unknown): readonly string[] => {
  const checked = checkJob(value);
  return checked.ok ? [] : checked.issues.map(({ message }) => message);
};

describe("what fields may do", () => {
  it("refuses a field that never leaves where task.show lists it, at its place", () => {
    expect(issuesOf(job({}, { fields: { phone: "never", iban: "never" } }))).toEqual([
      'task.show[2] must not hold phone: policy.fields says that it never leaves, got "phone"',
    ]);
    expect(issuesOf(job({ show: ["subject"] }, { fields: { phone: "never" } }))).toEqual([]);
  });

  it("shows a vendor less, in the order of show, and never more", () => {
    const checked = checkJob(job({ showFor: { surge: ["body", "subject"] } }));
    expect(checked.ok && checked.value.task.showFor).toEqual({ surge: ["subject", "body"] });
    expect(issuesOf(job({ showFor: { surge: ["body", "iban"] } }))).toEqual([
      'task.showFor.surge[1] must hold fields of task.show only: a vendor may be shown less, never more, got "iban"',
    ]);
    expect(issuesOf(job({ showFor: { surge: [] } }))).toHaveLength(1);
  });

  it("keeps what is compared whole and visible to everyone", () => {
    const compared = { kind: "comparison", show: ["left", "right", "note"], answer: { between: ["left", "right"] } };
    expect(issuesOf(job(compared, { fields: { note: "redact" } }))).toEqual([]);
    expect(issuesOf(job(compared, { fields: { left: "redact" } }))).toEqual([
      'task.answer.between[0] must not be redacted: nobody could compare it, got "left"',
    ]);
    expect(issuesOf(job({ ...compared, showFor: { surge: ["left", "note"] } }))).toEqual([
      'task.showFor.surge must hold right, which answer.between compares, got "left, note"',
    ]);
  });

  it("refuses a job of which nothing would be left, and words that are no rule", () => {
    expect(issuesOf(job({ show: ["phone"] }, { fields: { phone: "redact" } }))).toEqual([
      'task.show must hold a field that policy.fields does not redact, got "phone"',
    ]);
    expect(issuesOf(job({}, { fields: { phone: "hide" } }))).toEqual(['policy.fields.phone must be never, redact or show, got "hide"']);
  });

  it("lets no field that never leaves into any vendor's view, over random jobs", () => {
    const name = fc.constantFrom("a", "b", "c", "d");
    const names = fc.uniqueArray(name, { minLength: 1 });
    const rules = fc.dictionary(name, fc.constantFrom("never" as const, "redact" as const, "show" as const));
    fc.assert(
      fc.property(names, names, rules, (show, narrowed, fields) => {
        const checked = checkJob(job({ show, showFor: { surge: narrowed } }, { fields }));
        const allowed =
          show.every((one) => fields[one] !== "never") &&
          narrowed.every((one) => show.includes(one)) &&
          show.some((one) => fields[one] !== "redact");
        expect(checked.ok).toBe(allowed);
      }),
      { numRuns: 500 },
    );
  });
});
