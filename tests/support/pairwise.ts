/**
 * Rows of choices, one an axis, such that every two choices of every two axes meet in some row: a greedy covering
 * array. Equal random bits give equal rows.
 *
 * @param sizes Number of choices of each axis.
 * @param bits A source of random 64-bit integers.
 */
export function pairwiseRows(sizes: readonly number[], bits: () => bigint): number[][] {
  const left = new Set<string>();
  for (let a = 0; a < sizes.length; a++) {
    for (let b = a + 1; b < sizes.length; b++) {
      for (let i = 0; i < sizes[a]; i++) {
        for (let j = 0; j < sizes[b]; j++) left.add(pairKey(a, i, b, j));
      }
    }
  }
  const rows: number[][] = [];
  while (left.size > 0) {
    const candidates = Array.from({ length: CANDIDATES }, () => candidateRow(sizes, left, bits));
    const best = candidates.reduce((a, b) => newPairs(a, left).length >= newPairs(b, left).length ? a : b);
    for (const key of newPairs(best, left)) left.delete(key);
    rows.push(best);
  }
  return rows;
}

/** Rows that compete to be the next one. */
const CANDIDATES = 20;

/** A row that starts from a pair not met yet and fills the other axes at random. */
function candidateRow(sizes: readonly number[], left: ReadonlySet<string>, bits: () => bigint): number[] {
  const pick = (count: number) => Number(bits() % BigInt(count));
  const [a, i, b, j] = [...left][pick(left.size)].split(" ").map(Number);
  const row = sizes.map(pick);
  row[a] = i;
  row[b] = j;
  return row;
}

function newPairs(row: readonly number[], left: ReadonlySet<string>): string[] {
  const keys: string[] = [];
  for (let a = 0; a < row.length; a++) {
    for (let b = a + 1; b < row.length; b++) {
      const key = pairKey(a, row[a], b, row[b]);
      if (left.has(key)) keys.push(key);
    }
  }
  return keys;
}

function pairKey(axis: number, choice: number, otherAxis: number, otherChoice: number): string {
  return `${axis} ${choice} ${otherAxis} ${otherChoice}`;
}
