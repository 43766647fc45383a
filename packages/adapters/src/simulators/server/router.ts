import type { SimulatedReply, SimulatedRequest } from "./message.ts";

/** Values of the path's `{names}`, decoded. */
export type PathValues = Readonly<Record<string, string>>;

export interface Route {
  /** As in `POST /task/{type}`; the name of the operation, too. */
  readonly operation: string;
  readonly answer: (request: SimulatedRequest, path: PathValues) => SimulatedReply;
}

export interface RouteMatch {
  readonly route: Route;
  /** The operation's name without the prefix, as fault dials name it. */
  readonly operation: string;
  readonly values: PathValues;
}

interface Compiled {
  readonly route: Route;
  readonly operation: string;
  readonly segments: readonly string[];
}

/** Finds routes. Literal segments win over `{names}`; a name in a path may hold an encoded slash. */
export interface Router {
  readonly find: (method: string, path: string) => RouteMatch | "no-route" | "other-method";
}

/** `prefix` is part of every path and left out of the operations' names. */
export const createRouter = (prefix: string, routes: readonly Route[]): Router => {
  const byShape = new Map<string, Compiled[]>();
  const paths = new Map<number, Compiled[]>();
  for (const route of routes) {
    const [method = "", pattern = ""] = route.operation.split(" ");
    const operation = `${method} ${pattern.startsWith(prefix) ? pattern.slice(prefix.length) : pattern}`;
    const compiled: Compiled = { route, operation, segments: pattern.slice(1).split("/") };
    const shape = `${method} ${compiled.segments.length}`;
    const literals = (entry: Compiled): number => entry.segments.filter((segment) => !segment.startsWith("{")).length;
    byShape.set(
      shape,
      [...(byShape.get(shape) ?? []), compiled].toSorted((a, b) => literals(b) - literals(a)),
    );
    paths.set(compiled.segments.length, [...(paths.get(compiled.segments.length) ?? []), compiled]);
  }
  const fits = (compiled: Compiled, parts: readonly string[]): boolean =>
    compiled.segments.every((segment, i) => (segment.startsWith("{") ? parts[i] !== "" : segment === parts[i]));
  return {
    find: (method, path) => {
      const parts = (path.endsWith("/") && path.length > 1 ? path.slice(1, -1) : path.slice(1)).split("/");
      const found = byShape.get(`${method} ${parts.length}`)?.find((compiled) => fits(compiled, parts));
      if (found === undefined)
        return paths.get(parts.length)?.some((compiled) => fits(compiled, parts)) === true ? "other-method" : "no-route";
      const values: Record<string, string> = {};
      for (const [i, segment] of found.segments.entries()) if (segment.startsWith("{")) values[segment.slice(1, -1)] = decode(parts[i]!);
      return { route: found.route, operation: found.operation, values };
    },
  };
};

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
