/** FIFOs whose depth was set or is to be found. */
export interface ReducedNetwork {
  readonly fifos: readonly { readonly depth: number | null }[];
}

/** What {@linkcode reduce} starts from. */
export interface Reduction {
  /** Depths with which the network keeps its interval. */
  readonly depths: readonly number[];
  /** No depth gets smaller than this. */
  readonly least: readonly number[];
  /** Whether the network keeps its interval with other depths. A deeper FIFO never turns this from true to false. */
  readonly keeps: (depths: readonly number[]) => boolean;
  /** Whether there is time for another attempt. */
  readonly mayGoOn: () => boolean;
}

/** What {@linkcode reduce} arrived at. */
export interface Reduced {
  readonly depths: readonly number[];
  /** Whether one less, the other depths as they are, was seen not to do, or is less than the least. */
  readonly smallest: readonly boolean[];
}

/**
 * Makes FIFOs shallower, but for those whose depth was set. Most need no depth at all, so that the least is tried first:
 * for all at once, and for either half of those for which it does not do. Then each that is left gets as shallow as the
 * others allow, the deepest first. A FIFO stays smallest while others get shallower.
 */
export function reduce(
  network: ReducedNetwork,
  { depths: given, least, keeps, mayGoOn }: Reduction,
): Reduced {
  let depths = given;
  /** Largest depths that were seen not to do. */
  const below = least.map((depth) => depth - 1);
  const tries = (changes: ReadonlyMap<number, number>): boolean => {
    const tried = depths.map((depth, fifo) => changes.get(fifo) ?? depth);
    const kept = keeps(tried);
    if (kept) depths = tried;
    return kept;
  };
  const toLeast = (group: readonly number[]): void => {
    if (group.length === 0 || !mayGoOn()) return;
    if (tries(new Map(group.map((fifo) => [fifo, least[fifo]])))) return;
    if (group.length === 1) {
      below[group[0]] = least[group[0]];
      return;
    }
    const half = group.length >> 1;
    toLeast(group.slice(0, half));
    toLeast(group.slice(half));
  };
  const order = network.fifos
    .flatMap(({ depth }, fifo) => depth === null && depths[fifo] > least[fifo] ? [fifo] : [])
    .sort((a, b) => given[b] - given[a]);
  toLeast(order);
  for (const fifo of order) {
    for (let next = depths[fifo] - 1; below[fifo] < depths[fifo] - 1 && mayGoOn();) {
      if (!tries(new Map([[fifo, next]]))) below[fifo] = next;
      next = (below[fifo] + depths[fifo]) >> 1;
    }
  }
  return {
    depths,
    smallest: depths.map((depth, fifo) => network.fifos[fifo].depth === null && below[fifo] === depth - 1),
  };
}
