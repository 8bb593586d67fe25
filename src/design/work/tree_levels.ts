/** Levels of a tree with so many leaves. */
export function treeLevels(leaves: number): number {
  return Math.ceil(Math.log2(Math.max(1, leaves)));
}
