import type { EChartsCoreOption } from "echarts/core";
import { textWidth } from "../../text-width.ts";

/** One picture. It is drawn twice, for a page and for a phone, so that letters keep their size on both. */
export interface Chart {
  /** Unique in the document, letters and hyphens. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen, in words, for who cannot see it. */
  readonly description: string;
  /** Half as wide on a page: two of them stand side by side. */
  readonly half?: true;
  readonly draw: (room: Room) => Drawing;
}

/** The place a picture gets, in pixels. */
export interface Room {
  readonly width: number;
  readonly narrow: boolean;
}

export interface Drawing {
  readonly height: number;
  readonly option: EChartsCoreOption;
}

/** A page's column, half a page, and a phone. The style sheet knows these widths, too. */
export const rooms: { readonly wide: Room; readonly half: Room; readonly narrow: Room } = {
  wide: { width: 700, narrow: false },
  half: { width: 540, narrow: false },
  narrow: { width: 340, narrow: true },
};

/** Size of the letters in every picture. */
export const fontSize = 12;
/** From one line of them to the next. */
export const lineHeight = 15;

/**
 * About how wide a text is in pixels. There is no screen to measure on, and nobody knows the reader's font: this is the width in a wide
 * one (DejaVu Sans), so that labels keep apart in all of them.
 */
export const textPixels = (text: string, size: number = fontSize): number => Math.ceil(textWidth(text) * size * 0.61);

/** What every picture has in common: no motion, the page's font. */
export const base: EChartsCoreOption = { animation: false, textStyle: { fontSize, color: "var(--ink)" } };

/** What an axis with numbers counts. */
export interface AxisScale {
  readonly min: number;
  readonly max: number;
  /** Where it has words and lines. */
  readonly ticks: readonly number[];
  readonly word: (value: number) => string;
}

/** The look of such an axis: faint words at its ticks, and no line. */
export const numberAxis = ({ min, max, ticks, word }: AxisScale): object => ({
  type: "value",
  min,
  max,
  axisLine: { show: false },
  axisTick: { show: false, customValues: ticks },
  axisLabel: { color: "var(--faint)", fontSize, customValues: ticks, formatter: word, margin: 8 },
  splitLine: { show: false },
});
