/** Something whose speed is measured. */
export interface Subject {
  readonly name: string;
  /** Does the work `times` times. */
  readonly run: (times: number) => void | Promise<void>;
}

/** How long to measure. */
export interface MeasureOptions {
  /** Every subject is measured once a round, in turn. */
  readonly rounds: number;
  /** Milliseconds that a subject runs in each round, about; at least once. */
  readonly milliseconds: number;
}

/** Speed of a subject. */
export interface Speed {
  /** Median time that the work takes once. */
  readonly milliseconds: number;
  /** The least time that it took: that of a round in which nothing else ran. */
  readonly leastMilliseconds: number;
  /** Median of its time over that of the reference beside it, once each. */
  readonly timesReference: number;
}

/** The reference before and after a subject may differ by this much, or the machine was disturbed in between. */
const MAX_DISTURBANCE = 0.06;

/** How long a subject runs before it is measured. */
const WARM_MILLISECONDS = 400;

/**
 * Measures subjects in turn, round after round, each between two short runs of a reference. Whatever else the machine
 * does hits a subject and its reference alike, and a round in which the two runs of the reference differ is left out of
 * the ratio.
 *
 * @returns Speeds by name.
 */
export async function measure(
  reference: Subject,
  subjects: readonly Subject[],
  { rounds, milliseconds }: MeasureOptions,
): Promise<ReadonlyMap<string, Speed>> {
  const counts = new Map<Subject, number>();
  for (const subject of [reference, ...subjects]) {
    // Warm: compilers have optimised what runs often.
    let least = Infinity;
    const until = performance.now() + WARM_MILLISECONDS;
    do least = Math.min(least, await timed(subject, 1)); while (performance.now() < until);
    counts.set(subject, Math.max(1, Math.ceil(milliseconds / least)));
  }
  const once = (subject: Subject) => timed(subject, counts.get(subject)!);
  const found = new Map(subjects.map(({ name }) => [name, { times: [] as number[], ratios: [] as Ratio[] }]));
  for (let round = 0; round < rounds; round++) {
    for (const subject of subjects) {
      const before = await once(reference);
      const time = await once(subject);
      const after = await once(reference);
      const { times, ratios } = found.get(subject.name)!;
      times.push(time);
      const disturbance = Math.abs(before - after) / (before + after) * 2;
      ratios.push({ ratio: 2 * time / (before + after), disturbance });
    }
  }
  return new Map([...found].map(([name, { times, ratios }]) => {
    const calm = ratios.filter(({ disturbance }) => disturbance <= MAX_DISTURBANCE);
    const used = calm.length >= rounds / 8 ? calm : ratios;
    return [name, {
      milliseconds: median(times),
      leastMilliseconds: Math.min(...times),
      timesReference: median(used.map(({ ratio }) => ratio)),
    }];
  }));
}

interface Ratio {
  readonly ratio: number;
  readonly disturbance: number;
}

/** Milliseconds that the work takes once. */
async function timed({ run }: Subject, times: number): Promise<number> {
  const started = performance.now();
  // No turn of the event loop where there is nothing to wait for.
  const pending = run(times);
  if (pending instanceof Promise) await pending;
  return (performance.now() - started) / times;
}

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
