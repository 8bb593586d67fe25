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
  /** Milliseconds that a subject runs in each round, about. */
  readonly milliseconds: number;
}

/**
 * Measures subjects in turn, round after round, so that whatever else the machine does hits all alike.
 *
 * @returns Median milliseconds that the work takes once, by name.
 */
export async function measure(
  subjects: readonly Subject[],
  { rounds, milliseconds }: MeasureOptions,
): Promise<ReadonlyMap<string, number>> {
  const times = new Map<string, number>();
  // Warm: compilers optimise what runs often, in the background.
  for (const { name, run } of subjects) {
    times.set(name, Math.max(1, Math.ceil(milliseconds / await timed(run, 3))));
  }
  for (let warm = 0; warm < 3; warm++) {
    for (const { name, run } of subjects) await run(times.get(name)!);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  for (const { name, run } of subjects) {
    times.set(name, Math.max(1, Math.ceil(milliseconds / await timed(run, 5))));
  }
  const samples = new Map(subjects.map(({ name }) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, run } of subjects) samples.get(name)!.push(await timed(run, times.get(name)!));
  }
  return new Map([...samples].map(([name, values]) => [name, median(values)]));
}

/** Milliseconds that the work takes once. */
async function timed(run: Subject["run"], times: number): Promise<number> {
  const started = performance.now();
  await run(times);
  return (performance.now() - started) / times;
}

/** The middle one of some numbers. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
