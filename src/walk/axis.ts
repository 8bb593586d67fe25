import { largest } from "../base/numbers/extremes.ts";
import { type AxisGeometry, effectiveKernel } from "../layers/mod.ts";

/** One tap of a phase: which kernel element, and how many input elements behind the newest one it reads. */
export interface PhaseTap {
  /** Index along the kernel's axis, 0…k − 1. */
  readonly tap: number;
  /** Input elements behind the newest of the window: 0 is the newest itself. */
  readonly offset: number;
}

/**
 * How a convolution walks one spatial axis. Plain and transposed convolutions share one form: a window of the `window`
 * newest input elements moves over the input one *position* at a time; at a position p, the newest element has index
 * p, and tap offsets count back from it. At a position with outputs, each *phase* in turn makes one output element from
 * its own taps.
 *
 * Transposed, stride s: the full index f = j + c0 = a·s + r of output j gives position a and phase r, whose taps are
 * those with (t·d) mod s = r, at offset (t·d − r)/s. Each phase is an ordinary convolution with its own number of taps;
 * a phase may be empty. Plain, stride s: one phase with all taps, and outputs at every s-th position.
 */
export interface AxisPlan {
  /** n: input length. */
  readonly input: number;
  /** o: output length. */
  readonly output: number;
  /** Taps of every phase in ascending order; s phases if transposed, else one. */
  readonly phases: readonly (readonly PhaseTap[])[];
  /** Positions from one position with outputs to the next: the stride of a plain convolution, 1 if transposed. */
  readonly step: number;
  /** Phase of output 0. */
  readonly firstPhase: number;
  /** Position of output 0. */
  readonly lead: number;
  /** Positions from that of output 0 to that of the last output, both included: the phase grid. */
  readonly grid: number;
  /** Positions with outputs: what io_parallel computes one by one or side by side. */
  readonly windows: number;
  /** Input elements that the window holds. */
  readonly window: number;
  /** Outputs at every position of the grid where they follow no stride: the first so many phases. */
  readonly counts?: readonly number[];
  /** Positions that a sweep along the axis takes: enough for every input and every output. */
  readonly period: number;
}

/** Plans one axis; see {@linkcode AxisPlan} for the formulas. */
export function planAxis(axis: AxisGeometry, transposed: boolean): AxisPlan {
  return transposed ? planTransposed(axis) : planPlain(axis);
}

function planTransposed(axis: AxisGeometry): AxisPlan {
  const { input, output, kernel, stride, dilation, before } = axis;
  const phases = Array.from({ length: stride }, (): PhaseTap[] => []);
  for (let tap = 0; tap < kernel; tap++) {
    const phase = (tap * dilation) % stride;
    phases[phase].push({ tap, offset: (tap * dilation - phase) / stride });
  }
  const lead = Math.floor(before / stride);
  const grid = Math.ceil((output + before) / stride) - lead;
  return {
    input,
    output,
    phases,
    step: 1,
    firstPhase: before % stride,
    lead,
    grid,
    windows: grid,
    window: windowOf(phases),
    period: Math.max(grid, input),
  };
}

function planPlain(axis: AxisGeometry): AxisPlan {
  const { input, output, kernel, stride, dilation, before } = axis;
  const last = effectiveKernel(axis) - 1;
  const lead = Math.max(last - before, 0);
  const ahead = lead - (last - before);
  const taps = Array.from({ length: kernel }, (_, tap) => ({ tap, offset: last - tap * dilation + ahead }));
  const grid = (output - 1) * stride + 1;
  return {
    input,
    output,
    phases: [taps],
    step: stride,
    firstPhase: 0,
    lead,
    grid,
    windows: output,
    window: windowOf([taps]),
    period: Math.max(grid, input),
  };
}

function windowOf(phases: AxisPlan["phases"]): number {
  return 1 + largest(phases.flat().map((tap) => tap.offset), 0);
}

/** Phases that make an output at the `position`-th position of the grid (0 is that of output 0). */
export function phasesAt(plan: AxisPlan, position: number): readonly number[] {
  if (position < 0 || position >= plan.grid || position % plan.step !== 0) return [];
  if (plan.counts) return Array.from({ length: plan.counts[position] }, (_, i) => i);
  const count = plan.phases.length;
  const from = position === 0 ? plan.firstPhase : 0;
  const made = position === 0 ? 0 : (position / plan.step) * count - plan.firstPhase;
  const to = Math.min(count, from + plan.output - made);
  return Array.from({ length: to - from }, (_, i) => from + i);
}
