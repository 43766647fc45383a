import { z } from "zod";
import { configSchema } from "../config/config-schema.ts";
import { jobSchema } from "../job/job-schema.ts";

/** The JSON Schemas that are published with this package: file name and text. Editors complete and check files with them. */
export const schemaDocuments = (): readonly { readonly file: string; readonly text: string }[] => [
  { file: "job.json", text: documentOf(jobSchema, "The job file of tranche") },
  { file: "config.json", text: documentOf(configSchema, "The config file of tranche") },
];

const documentOf = (schema: z.ZodType, title: string): string => {
  const document = z.toJSONSchema(schema, {
    // The newest draft that yaml-language-server reads in full.
    target: "draft-7",
    io: "input",
    override: ({ jsonSchema }) => {
      // JSON's own limit for integers says nothing to a person.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return `${JSON.stringify({ title, ...document }, undefined, 2)}\n`;
};
