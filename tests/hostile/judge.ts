import { cpuUsage } from "node:process";
import { formatError, InterlaceError } from "../../src/base/mod.ts";
import { FORMATS, type Mutant } from "./formats.ts";
import { Random } from "./random.ts";

/** What became of a mutant. */
export interface Verdict {
  readonly format: string;
  readonly seed: number;
  /** `broken`: an error that is no refusal. */
  readonly outcome: "opened" | "refused" | "broken";
  /** Whether it is a large network within bounds, which may take longer to design. */
  readonly large: boolean;
  /** Of all threads of this process. */
  readonly cpuSeconds: number;
  /** Most memory that this process had while it worked on it; what it has now where the system does not tell. */
  readonly peakMegabytes: number;
  /** What the user would read; a broken one's stack. Empty for an opened one. */
  readonly message: string;
}

/** Limits that every mutant keeps. */
export const LIMITS = { cpuSeconds: 2, largeCpuSeconds: 10, peakMegabytes: 1024, messageBytes: 2048 };

/** Why a verdict is a fault; undefined if it is none. */
export function faultOf(verdict: Verdict): string | undefined {
  const { outcome, large, cpuSeconds, peakMegabytes, message } = verdict;
  const bytes = new TextEncoder().encode(message).length;
  if (outcome === "broken") return message;
  if (cpuSeconds > (large ? LIMITS.largeCpuSeconds : LIMITS.cpuSeconds)) {
    return `it took ${cpuSeconds.toFixed(1)} s: ${outcome} ${message}`;
  }
  if (peakMegabytes > LIMITS.peakMegabytes) {
    return `it took ${peakMegabytes.toFixed(0)} MB: ${outcome} ${message}`;
  }
  if (bytes > LIMITS.messageBytes) return `its message has ${bytes} bytes: ${message.slice(0, 500)}`;
}

/** The mutant of a format and a seed: always the same one. */
export async function mutantOf(format: string, seed: number): Promise<Mutant> {
  return await FORMATS[format].mutant(new Random(`${format} ${seed}`));
}

/** Opens a mutant and measures what that takes. */
export async function judge(format: string, seed: number): Promise<Verdict> {
  const mutant = await mutantOf(format, seed);
  await resetPeak();
  const before = cpuUsage();
  const { outcome, large, message } = await attempt(format, seed, mutant);
  const { user, system } = cpuUsage(before);
  return {
    format,
    seed,
    outcome,
    large,
    cpuSeconds: (user + system) / 1e6,
    peakMegabytes: await peak(),
    message,
  };
}

async function attempt(
  format: string,
  seed: number,
  mutant: Mutant,
): Promise<Pick<Verdict, "outcome" | "large" | "message">> {
  let large = false;
  try {
    await FORMATS[format].open(mutant, new Random(`${format} ${seed} use`), () => large = true);
    return { outcome: "opened", large, message: "" };
  } catch (error) {
    if (error instanceof InterlaceError) return { outcome: "refused", large, message: formatError(error) };
    const stack = error instanceof Error ? error.stack ?? error.message : String(error);
    return { outcome: "broken", large, message: stack.slice(0, 2000) };
  }
}

/** Linux remembers the most memory that a process had, and forgets it when told to. */
async function resetPeak(): Promise<void> {
  await Deno.writeTextFile("/proc/self/clear_refs", "5").catch(() => {});
}

async function peak(): Promise<number> {
  const status = await Deno.readTextFile("/proc/self/status").catch(() => "");
  const kilobytes = /VmHWM:\s*(\d+)/.exec(status)?.[1];
  return kilobytes === undefined ? Deno.memoryUsage().rss / 2 ** 20 : Number(kilobytes) / 1024;
}
