/** A function along a line: its value and slope at a step. */
export interface LinePoint {
  readonly step: number;
  readonly value: number;
  readonly slope: number;
}

export interface LineSearchOptions {
  /** At step 0; its slope is negative. */
  readonly from: LinePoint;
  readonly firstStep: number;
  /** How much of the promised decrease is enough (1e-4), and how flat the slope has to become (0.4). */
  readonly decrease: number;
  readonly flatness: number;
}

/** Two ends of the interval a minimiser is sought in; the first is the better one. */
interface Bracket {
  best: LinePoint;
  other: LinePoint;
  closed: boolean;
}

/**
 * A step that satisfies the strong Wolfe conditions, or undefined where 100 trials find none. J. J. Moré and D. J. Thuente, "Line search algorithms with
 * guaranteed sufficient decrease", ACM TOMS 20 (1994) 286–307 (`dcsrch` of MINPACK-2).
 */
export const lineSearch = (at: (step: number) => LinePoint, options: LineSearchOptions): LinePoint | undefined => {
  const { from, decrease, flatness } = options;
  const wanted = decrease * from.slope;
  const bracket: Bracket = { best: from, other: from, closed: false };
  let [low, high] = [0, 5 * options.firstStep];
  let [width, widthBefore] = [1e100, 2e100];
  let refining = false;
  let step = options.firstStep;
  for (let trial = 0; trial < 100; trial += 1) {
    const point = at(step);
    if (!Number.isFinite(point.value)) return undefined;
    const enough = from.value + step * wanted;
    if (!refining && point.value <= enough && point.slope >= 0) refining = true;
    if (point.value <= enough && Math.abs(point.slope) <= -flatness * from.slope) return point;
    if (bracket.closed && (step <= low || step >= high || high - low <= 1e-14 * high)) return undefined;
    // Before the decrease is enough, the line tilted by the wanted decrease says where to look.
    const tilted = !refining && point.value <= bracket.best.value && point.value > enough ? wanted : 0;
    step = nextStep(bracket, point, { tilt: tilted, low, high });
    if (bracket.closed) {
      const span = Math.abs(bracket.other.step - bracket.best.step);
      if (span >= 0.66 * widthBefore) step = bracket.best.step + 0.5 * (bracket.other.step - bracket.best.step);
      widthBefore = width;
      width = span;
      low = Math.min(bracket.best.step, bracket.other.step);
      high = Math.max(bracket.best.step, bracket.other.step);
      if (step <= low || step >= high || high - low <= 1e-14 * high) step = bracket.best.step;
    } else {
      low = step + 1.1 * (step - bracket.best.step);
      high = step + 4 * (step - bracket.best.step);
    }
    if (!Number.isFinite(step)) return undefined;
  }
  return undefined;
};

/** One safeguarded step by cubic and secant interpolation; narrows the bracket around the point just tried. */
const nextStep = (
  bracket: Bracket,
  point: LinePoint,
  { tilt, low, high }: { readonly tilt: number; readonly low: number; readonly high: number },
): number => {
  const tilted = ({ step, value, slope }: LinePoint): LinePoint => ({ step, value: value - step * tilt, slope: slope - tilt });
  const best = tilted(bracket.best);
  const other = tilted(bracket.other);
  const now = tilted(point);
  const opposite = Math.sign(now.slope) * Math.sign(best.slope) < 0;
  let to: number;
  if (now.value > best.value) {
    const cubic = cubicFrom(best, now);
    const quadratic =
      best.step + (best.slope / ((best.value - now.value) / (now.step - best.step) + best.slope) / 2) * (now.step - best.step);
    to = Math.abs(cubic - best.step) <= Math.abs(quadratic - best.step) ? cubic : cubic + (quadratic - cubic) / 2;
    bracket.closed = true;
  } else if (opposite) {
    const cubic = cubicFrom(now, best);
    const secant = secantOf(now, best);
    to = Math.abs(cubic - now.step) > Math.abs(secant - now.step) ? cubic : secant;
    bracket.closed = true;
  } else if (Math.abs(now.slope) < Math.abs(best.slope)) {
    const cubic = cubicBeyond(now, best) ?? (now.step > best.step ? high : low);
    const secant = secantOf(now, best);
    const nearer = Math.abs(cubic - now.step) < Math.abs(secant - now.step);
    if (bracket.closed) {
      to = nearer ? cubic : secant;
      const limit = now.step + 0.66 * (other.step - now.step);
      to = now.step > best.step ? Math.min(limit, to) : Math.max(limit, to);
    } else to = Math.min(high, Math.max(low, Math.abs(cubic - now.step) > Math.abs(secant - now.step) ? cubic : secant));
  } else to = bracket.closed ? cubicFrom(now, other) : now.step > best.step ? high : low;
  if (now.value > best.value) bracket.other = point;
  else {
    if (opposite) bracket.other = bracket.best;
    bracket.best = point;
  }
  return to;
};

const secantOf = (now: LinePoint, best: LinePoint): number => now.step + (now.slope / (now.slope - best.slope)) * (best.step - now.step);

/** Minimiser of the cubic through two points and slopes, seen from the first. */
const cubicFrom = (a: LinePoint, b: LinePoint): number => {
  const theta = (3 * (a.value - b.value)) / (b.step - a.step) + a.slope + b.slope;
  const scale = Math.max(Math.abs(theta), Math.abs(a.slope), Math.abs(b.slope));
  const root = scale * Math.sqrt(Math.max(0, (theta / scale) ** 2 - (a.slope / scale) * (b.slope / scale)));
  const gamma = b.step < a.step ? -root : root;
  return a.step + ((gamma - a.slope + theta) / (gamma - a.slope + gamma + b.slope)) * (b.step - a.step);
};

/** The same where it lies beyond the point just tried; undefined where the cubic falls without end in that direction. */
const cubicBeyond = (now: LinePoint, best: LinePoint): number | undefined => {
  const theta = (3 * (best.value - now.value)) / (now.step - best.step) + best.slope + now.slope;
  const scale = Math.max(Math.abs(theta), Math.abs(best.slope), Math.abs(now.slope));
  const root = scale * Math.sqrt(Math.max(0, (theta / scale) ** 2 - (best.slope / scale) * (now.slope / scale)));
  const gamma = now.step > best.step ? -root : root;
  const ratio = (gamma - now.slope + theta) / (gamma + (best.slope - now.slope) + gamma);
  return ratio < 0 && gamma !== 0 ? now.step + ratio * (best.step - now.step) : undefined;
};
