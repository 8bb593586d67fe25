/** `16×24×2` */
export function shapeLabel(shape: readonly number[]): string {
  return shape.join("×");
}

/** Text of at most so many letters, those in the middle … where some are missing: names often differ at their ends. */
export function shortenedInside(text: string, letters: number): string {
  if (text.length <= letters) return text;
  const end = Math.floor(letters / 2);
  return `${text.slice(0, letters - 1 - end)}…${text.slice(-end)}`;
}

/** Text of at most so many letters, the last of them … where some are missing. */
export function shortened(text: string, letters: number): string {
  return text.length <= letters ? text : `${text.slice(0, letters - 1)}…`;
}

/** Letters before the first one in which names differ that are shown where nothing else tells them apart. */
const BEFORE = 3;

/**
 * Short labels of names, no two alike: what stands in their middle is left out, or more at the one end or the other where
 * that makes two of them the same.
 *
 * @param names All different.
 * @returns A label for every name; one of a name that was not given is shortened by itself.
 */
export function distinctLabels(names: readonly string[], letters: number): (name: string) => string {
  const labels = new Map<string, string>();
  const groups = Map.groupBy(new Set(names), (name) => shortenedInside(name, letters));
  const taken = new Set(groups.keys());
  for (const [label, group] of groups) {
    const found = group.length === 1 ? [label] : apart(group, letters, taken);
    group.forEach((name, index) => labels.set(name, found[index]));
    for (const each of found) taken.add(each);
  }
  return (name) => labels.get(name) ?? shortenedInside(name, letters);
}

/** Labels of names that look alike where their middle is left out. */
function apart(names: readonly string[], letters: number, taken: ReadonlySet<string>): readonly string[] {
  const [first] = names;
  const differ = [...first].findIndex((letter, at) => names.some((name) => name[at] !== letter));
  const from = Math.max(0, (differ < 0 ? first.length : differ) - BEFORE);
  const ways = [
    // Ever more of their ends.
    ...Array.from({ length: Math.floor(letters / 2) }, (_, i) => Math.floor(letters / 2) - 1 - i).map(
      (start) => (name: string) => `${name.slice(0, start)}…${name.slice(start + 1 - letters)}`,
    ),
    // From where they differ on.
    (name: string) => `…${shortened(name.slice(from), letters - 1)}`,
  ];
  const labels = ways.map((way) => names.map(way))
    .find((found) => new Set(found).size === names.length && found.every((label) => !taken.has(label)));
  return labels ?? names.map((name, index) => `${shortenedInside(name, letters - 4)} #${index + 1}`);
}
