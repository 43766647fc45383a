/**
 * Whether a text looks like a key rather than a path, a command or a name: one long word with a known beginning, or one long
 * word of mixed letters and digits. Used only to refuse; a false alarm costs a rename.
 */
export const looksLikeKey = (text: string): boolean => {
  const word = text.trim();
  if (/[\s/\\.]/.test(word)) return false;
  if (/^(live|test|sk|pk|rk|key|tok|token|ghp|xox[a-z])[-_][A-Za-z0-9_-]{12,}$/.test(word)) return true;
  return word.length >= 24 && /\d/.test(word) && /[A-Za-z]/.test(word) && /^[A-Za-z0-9+=_-]+$/.test(word);
};

/** Whether a host can only be on this machine or its own network, where http is bearable: a sandbox, a container, a tunnel. */
export const isPrivateHost = (host: string): boolean =>
  host === "[::1]" ||
  /^(127|10)(\.\d{1,3}){3}$/.test(host) ||
  /^(192\.168|172\.(1[6-9]|2\d|3[01]))(\.\d{1,3}){2}$/.test(host) ||
  /\.(localhost|internal|local|test)$/.test(host) ||
  !/[.:]/.test(host);
