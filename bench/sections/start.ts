import { median } from "../support/measure.ts";
import { NETWORKS } from "../support/networks.ts";

const PROCESSES = 7;

/** Median milliseconds from the call of `simulate()` to the first image of the example, in new processes. */
export async function measureColdStart(): Promise<number> {
  const [{ model, data }] = NETWORKS;
  const times = [];
  for (let i = 0; i < PROCESSES; i++) {
    const { stdout } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "bench/support/cold_start.ts", model, data!],
      stderr: "inherit",
    }).output();
    times.push(Number(new TextDecoder().decode(stdout)));
  }
  return median(times);
}
