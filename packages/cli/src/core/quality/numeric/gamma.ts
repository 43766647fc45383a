/** Logarithmic derivative of the gamma function, for x > 0; about 1e-14 relative. Recurrence up to 10, then the asymptotic series (Abramowitz and Stegun 6.3.18). */
export const digamma = (x: number): number => {
  let at = x;
  let sum = 0;
  while (at < 10) {
    sum -= 1 / at;
    at += 1;
  }
  const inverse = 1 / (at * at);
  const series =
    inverse * (1 / 12 - inverse * (1 / 120 - inverse * (1 / 252 - inverse * (1 / 240 - inverse * (1 / 132 - inverse * (691 / 32760))))));
  return sum + Math.log(at) - 0.5 / at - series;
};
