import type { Place } from "./ir.ts";

/** What stands in the way of the hardware that is claimed. */
export interface Finding extends Place {
  /** Its name: that of `docs/HLS_CHECK.md`, C1 to L10. */
  readonly finding: string;
  readonly text: string;
}

/** What was counted in the body of a kernel. */
export interface KernelVerdict {
  /** The kernel and its configuration: `conv2d_stream config_decode1`. */
  readonly kernel: string;
  /** Initiation interval of its pragma. */
  readonly interval: number | undefined;
  readonly multiplications: number;
  readonly multipliers: number | undefined;
  readonly findings: readonly Finding[];
}
