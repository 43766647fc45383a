const stretches: readonly RegExp[] = [
  // Whatever stands behind `credential:`, however it is written.
  /(?<=\bcredential["']?\s*:\s*)\S.*$/,
  // A user and a password in a URL.
  /(?<=:\/\/)[^/@\s]+(?=@)/g,
  // Words that look like keys.
  /\b(?:live|test|sk|pk|rk|key|tok|token|ghp|xox[a-z])[-_][A-Za-z0-9_-]{12,}/g,
];

/** Blots out of one line what may be a secret, character by character, so that columns stay where they are. */
export const maskSecrets = (line: string): string =>
  stretches.reduce((text, stretch) => text.replace(stretch, (found) => "•".repeat(found.length)), line);

/** Makes text safe for a terminal: control characters, which could rewrite what was printed before, become visible marks. */
export const printable = (text: string): string =>
  text.replaceAll("\t", " ").replaceAll(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "�");
