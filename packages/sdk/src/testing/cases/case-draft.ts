import type { Figures, Grade } from "../conformance-case.ts";
import type { Sample } from "../sample/shapes.ts";
import type { World } from "../world/world.ts";

/** A case before it belongs to a suite. */
export interface CaseDraft {
  readonly name: string;
  readonly grade: Grade;
  readonly title: string;
  /** Units it may send. */
  readonly units: number;
  readonly sample?: Sample;
  /** Whatever it finds goes to the world's problems, or ends the case. */
  readonly run: (world: World) => Promise<Figures | void>;
}
