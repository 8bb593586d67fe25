import type { PeriodicRun, SteppedNetwork } from "./run.ts";
import { MAX_IMAGES, type NetworkSetting, SettlingNetwork } from "./settle.ts";

/** What a network does in its first image, and once images follow one another evenly. */
export type SteadyRun = Omit<PeriodicRun, "kind" | "interval" | "periodic">;

/**
 * Finds what a run of a network at an interval that it keeps comes to, in a fraction of its time: the first image, and the
 * schedule that images behind it settle to, each going like the one before or later.
 *
 * @returns Null where that takes too long.
 */
export function steadyRun(network: SteppedNetwork, setting: NetworkSetting): SteadyRun | null {
  const first = new SettlingNetwork(network, { ...setting, interval: Infinity });
  for (const walker of first.walkers) walker.place();
  if (first.settle(first.walkers, MAX_IMAGES) === null) return null;
  const steady = new SettlingNetwork(network, setting);
  steady.walkers.forEach((walker, process) => walker.place(first.walkers[process].cycles));
  if (steady.settle(steady.walkers, MAX_IMAGES) === null) return null;

  const cycleOf = (process: number, wanted: (action: number) => boolean): number | undefined => {
    const step = network.processes[process].actionOf.findIndex(wanted);
    return step < 0 ? undefined : first.walkers[process].cycles[step];
  };
  const { processes } = network;
  return {
    firstOutputs: processes.map(({ actions }, process) =>
      cycleOf(process, (action) => actions[action].makesOutput) ?? -1
    ),
    firstPort: processes.reduce(
      (earliest, { actions }, process) =>
        Math.min(earliest, cycleOf(process, (action) => actions[action].writesPort) ?? Infinity),
      Infinity,
    ),
    firstEnds: processes.map(({ tail, count }, process) => first.walkers[process].cycles[count - 1] + tail),
    stalls: steady.walkers.map((walker) => walker.stalls),
  };
}
