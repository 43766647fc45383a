import type { CompareDocument } from "../../documents.ts";
import type { Painter } from "../charts/painter.ts";
import type { Palette } from "../palette.ts";

/** What every part of the comparison is drawn from. */
export interface CompareDrawing {
  readonly comparison: CompareDocument;
  readonly palette: Palette;
  readonly paint: Painter;
}
