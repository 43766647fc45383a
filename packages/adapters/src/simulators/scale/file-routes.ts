import { objectOf, textOf } from "../server/message.ts";
import { parseMultipart } from "../server/multipart.ts";
import type { Route } from "../server/router.ts";
import { isoTime } from "../world/clock.ts";
import { uuidOf } from "./types/task-type.ts";
import { invalid, ok, ScaleRefusal } from "./scale-error.ts";
import type { ScaleState } from "./scale-state.ts";

interface StoredFile {
  readonly id: string;
  readonly url: string;
  readonly name: string;
  readonly mimeType: string;
  readonly size: number;
  readonly projects: readonly string[];
  readonly referenceId: string | undefined;
  readonly metadata: unknown;
  readonly at: number;
}

const mostBytes = 80 * 1024 * 1024;

const typeOf = (name: string): string =>
  ({
    txt: "text/plain",
    csv: "text/csv",
    json: "application/json",
    png: "image/png",
    jpg: "image/jpeg",
    jpeg: "image/jpeg",
    pdf: "application/pdf",
    mp4: "video/mp4",
  })[name.split(".").at(-1)?.toLowerCase() ?? ""] ?? "application/octet-stream";

const view = (file: StoredFile): Record<string, unknown> => ({
  id: file.id,
  attachment_url: file.url,
  display_name: file.name,
  mime_type: file.mimeType,
  size: file.size,
  project_names: file.projects,
  ...(file.referenceId === undefined ? {} : { reference_id: file.referenceId }),
  metadata: file.metadata ?? {},
  created_at: isoTime(file.at),
  updated_at: isoTime(file.at),
});

/** Files of the account: uploaded, or imported from an address. Their bytes are counted, not kept. */
export const fileRoutes = (state: ScaleState): readonly Route[] => {
  const files = { live: new Map<string, StoredFile>(), test: new Map<string, StoredFile>() };
  let stored = 0;
  const add = (mode: "live" | "test", file: Omit<StoredFile, "id" | "url" | "at">): StoredFile => {
    const id = state.nextId();
    const kept: StoredFile = {
      ...file,
      id,
      url: `scaledata://sandbox/${uuidOf(state.world.idSalt, ++stored)}`,
      at: state.world.clock.now(),
    };
    files[mode].set(id, kept);
    return kept;
  };
  const projectsOf = (name: string | undefined): readonly string[] => (name === undefined ? [] : [name]);
  return [
    {
      operation: "POST /files/upload",
      answer: (request) => {
        const { mode } = state.accountOf(request);
        const parts = parseMultipart(request.headers["content-type"], request.raw);
        const file = parts?.find((part) => part.name === "file");
        if (file === undefined) throw invalid('"file" is required');
        if (file.body.length > mostBytes) throw invalid('"file" must be at most 80 MB');
        const field = (name: string): string | undefined => textOf(parts?.find((part) => part.name === name)?.body.toString("utf8"));
        const referenceId = field("reference_id");
        if (referenceId !== undefined && [...files[mode].values()].some((held) => held.referenceId === referenceId)) {
          throw new ScaleRefusal(409, `The reference_id ("${referenceId}") is already used for a different file.`);
        }
        const metadata = field("metadata");
        let parsed: unknown = {};
        try {
          parsed = metadata === undefined ? {} : JSON.parse(metadata);
        } catch {
          throw invalid('"metadata" must be a valid JSON string');
        }
        const name = field("display_name") ?? file.fileName ?? "file";
        return ok(
          view(
            add(mode, {
              name,
              mimeType: file.type ?? typeOf(name),
              size: file.body.length,
              projects: projectsOf(field("project_name")),
              referenceId,
              metadata: parsed,
            }),
          ),
        );
      },
    },
    {
      operation: "POST /files/import",
      answer: (request) => {
        const { mode } = state.accountOf(request);
        const body = objectOf(request.body);
        const url = textOf(body["file_url"]);
        if (url === undefined) throw invalid('"file_url" is required');
        if (!/^[a-z0-9]+:\/\/\S+$/iu.test(url)) throw invalid('"file_url" must be a valid uri');
        const name = url.split("?")[0]?.split("/").at(-1) ?? "file";
        return ok(
          view(
            add(mode, {
              name,
              mimeType: typeOf(name),
              size: 1024,
              projects: projectsOf(textOf(body["project_name"])),
              referenceId: textOf(body["reference_id"]),
              metadata: objectOf(body["metadata"]),
            }),
          ),
        );
      },
    },
    {
      // The path of this endpoint is not in any public source; `assets` is a guess.
      operation: "GET /assets",
      answer: (request) => {
        const { mode } = state.accountOf(request);
        const project = textOf(request.query.get("project"));
        if (project === undefined) throw invalid('"project" is required');
        const kept = [...files[mode].values()].filter((file) => file.projects.includes(project));
        const from = Number(request.query.get("cursor") ?? 0) || 0;
        const more = from + 100 < kept.length;
        return ok({ assets: kept.slice(from, from + 100).map(view), ...(more ? { cursor: String(from + 100) } : {}), has_more: more });
      },
    },
  ];
};
