/** One string for equal texts: the same few names and answers come with every row. */
export const onceEach = (): ((text: string) => string) => {
  const known = new Map<string, string>();
  return (text) => {
    const first = known.get(text);
    if (first === undefined) known.set(text, text);
    return first ?? text;
  };
};
