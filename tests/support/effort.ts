import { assert } from "@std/assert";
import { threadCpuUsage } from "node:process";

/**
 * Seconds that nothing takes but what loops over a size that an input merely claims: a hundred times what these tests
 * take on a busy machine.
 */
const MOST_SECONDS = 20;

/** Seconds that this thread was busy since then: what others do beside it, test files in parallel for one, does not count. */
export function startCounting(): () => number {
  const before = threadCpuUsage();
  return () => {
    const { user, system } = threadCpuUsage(before);
    return (user + system) / 1e6;
  };
}

/** Fails if this thread was busy for so long that something has got out of hand. */
export function assertPrompt(counted: () => number, what = "it"): void {
  const seconds = counted();
  assert(seconds < MOST_SECONDS, `${what} kept its thread busy for ${seconds} s`);
}
