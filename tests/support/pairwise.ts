/** One of the choices that an axis has. */
interface Choice {
  readonly axis: number;
  readonly choice: number;
}

/** Rows that compete to be the next one. */
const CANDIDATES = 20;

/**
 * Rows of choices, one an axis, such that every two choices of every two axes meet in some row: a greedy covering
 * array. Equal random bits give equal rows.
 *
 * @param sizes Number of choices of each axis.
 * @param bits A source of random 64-bit integers.
 */
export function pairwiseRows(sizes: readonly number[], bits: () => bigint): number[][] {
  const left = new Map<string, readonly [Choice, Choice]>();
  for (const first of choicesOf(sizes)) {
    for (const second of choicesOf(sizes)) {
      if (first.axis < second.axis) left.set(keyOf(first, second), [first, second]);
    }
  }
  const rows: number[][] = [];
  while (left.size > 0) {
    const pairs = [...left.values()];
    const candidates = Array.from({ length: CANDIDATES }, () => {
      const row = sizes.map((size) => below(size, bits));
      for (const { axis, choice } of pairs[below(pairs.length, bits)]) row[axis] = choice;
      return { row, met: keysOf(row).filter((key) => left.has(key)) };
    });
    const best = candidates.reduce((a, b) => a.met.length >= b.met.length ? a : b);
    for (const key of best.met) left.delete(key);
    rows.push(best.row);
  }
  return rows;
}

function choicesOf(sizes: readonly number[]): Choice[] {
  return sizes.flatMap((size, axis) => Array.from({ length: size }, (_, choice) => ({ axis, choice })));
}

/** Keys of all pairs that meet in a row. */
function keysOf(row: readonly number[]): string[] {
  const choices = row.map((choice, axis): Choice => ({ axis, choice }));
  return choices.flatMap((first, i) => choices.slice(i + 1).map((second) => keyOf(first, second)));
}

function keyOf(first: Choice, second: Choice): string {
  return [first.axis, first.choice, second.axis, second.choice].join();
}

function below(limit: number, bits: () => bigint): number {
  return Number(bits() % BigInt(limit));
}
