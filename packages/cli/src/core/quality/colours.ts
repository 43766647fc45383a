/** What a table is coloured by. */
interface ColouredAnswers {
  readonly items: number;
  readonly workers: number;
  readonly itemStart: Int32Array;
  readonly worker: Int32Array;
  readonly label: Int32Array;
  readonly vendorOf: Int32Array;
  readonly gold: Int32Array;
}

/** Items and workers in an order decided by the answers alone. */
export interface TableColours {
  readonly itemAt: Int32Array;
  readonly workerAt: Int32Array;
  readonly workerPlace: Int32Array;
  /** Equal for workers that cannot be told apart. */
  readonly workerRank: Int32Array;
  readonly itemColour: Uint32Array;
  readonly workerColour: Uint32Array;
}

/**
 * Colours items and workers by who answered what, refined until no colour splits any more: a worker's colour is made of the labels given and the
 * colours of the items they were given to, an item's of the labels received and the colours of the workers. (The colour refinement of B. Weisfeiler and
 * A. Leman, 1968, on the bipartite graph of answers.) A method that starts alike for all and learns by passing figures along answers can
 * never tell two of one colour apart; sums over them in colour order therefore come out the same under any names and any order of the rows.
 */
export const colourTable = (answers: ColouredAnswers): TableColours => {
  const { items, workers, itemStart, worker, label, vendorOf, gold } = answers;
  let item = lanes(items, (index) => gold[index]! + 2);
  let people = lanes(workers, () => 1);
  let told = 0;
  const rounds = worker.length > 200_000 ? 6 : 40;
  for (let round = 0; round < rounds; round += 1) {
    const itemSum = lanes(items, () => 0);
    const peopleSum = lanes(workers, () => 0);
    for (let index = 0; index < items; index += 1) {
      const high = item.high[index]!;
      const low = item.low[index]!;
      for (let at = itemStart[index]!; at < itemStart[index + 1]!; at += 1) {
        const who = worker[at]!;
        const key = Math.imul(label[at]! + 1, 0x9e3779b1);
        itemSum.high[index]! += mix(people.high[who]! ^ key);
        itemSum.low[index]! += mix(people.low[who]! + key + 0x51ed270b);
        peopleSum.high[who]! += mix(high ^ key ^ 0x2545f491);
        peopleSum.low[who]! += mix(low + key + 0x6c8e9cf5);
      }
    }
    const vendorSum = lanes(
      vendorOf.reduce((most, vendor) => Math.max(most, vendor + 1), 1),
      () => 0,
    );
    for (let who = 0; who < workers; who += 1) {
      vendorSum.high[vendorOf[who]!]! += mix(people.high[who]!);
      vendorSum.low[vendorOf[who]!]! += mix(people.low[who]! ^ 0x7f4a7c15);
    }
    item = lanesOf(items, (index) => [join(item.high[index]!, itemSum.high[index]!), join(item.low[index]!, itemSum.low[index]!)]);
    people = lanesOf(workers, (who) => [
      join(join(people.high[who]!, peopleSum.high[who]!), vendorSum.high[vendorOf[who]!]!),
      join(join(people.low[who]!, peopleSum.low[who]!), vendorSum.low[vendorOf[who]!]!),
    ]);
    const now = countDistinct(item) + countDistinct(people);
    if (now === told) break;
    told = now;
  }
  const orderedItems = orderOf(item);
  const orderedPeople = orderOf(people);
  return {
    itemAt: orderedItems.at,
    workerAt: orderedPeople.at,
    workerPlace: orderedPeople.place,
    workerRank: orderedPeople.rank,
    itemColour: Uint32Array.from(orderedItems.at, (index) => item.high[index]!),
    workerColour: Uint32Array.from(orderedPeople.at, (index) => people.high[index]!),
  };
};

/** Two 32-bit hashes side by side: among some millions of colours no two meet by chance. */
interface ColourLanes {
  readonly high: Uint32Array;
  readonly low: Uint32Array;
}

const lanes = (length: number, value: (index: number) => number): ColourLanes => lanesOf(length, (index) => [value(index), value(index)]);

const lanesOf = (length: number, value: (index: number) => readonly [number, number]): ColourLanes => {
  const made = { high: new Uint32Array(length), low: new Uint32Array(length) };
  for (let index = 0; index < length; index += 1) [made.high[index], made.low[index]] = value(index);
  return made;
};

const keysOf = ({ high, low }: ColourLanes): Float64Array =>
  Float64Array.from(high, (value, index) => value * 2 ** 21 + (low[index]! >>> 11));

const countDistinct = (colours: ColourLanes): number => {
  const keys = keysOf(colours).toSorted();
  let count = keys.length > 0 ? 1 : 0;
  for (let index = 1; index < keys.length; index += 1) if (keys[index] !== keys[index - 1]) count += 1;
  return count;
};

const orderOf = (colours: ColourLanes): { readonly at: Int32Array; readonly place: Int32Array; readonly rank: Int32Array } => {
  const keys = keysOf(colours);
  const at = Int32Array.from({ length: keys.length }, (_, index) => index).sort((a, b) => keys[a]! - keys[b]! || a - b);
  const place = new Int32Array(at.length);
  const rank = new Int32Array(at.length);
  let current = -1;
  at.forEach((index, position) => {
    if (position === 0 || keys[index] !== keys[at[position - 1]!]) current += 1;
    place[index] = position;
    rank[index] = current;
  });
  return { at, place, rank };
};

/** MurmurHash3's 32-bit finaliser. */
export const mix = (value: number): number => {
  let hash = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

const join = (before: number, sum: number): number => mix(Math.imul(before, 31) + mix(sum));
