import type { ConvolutionPlan, DensePlan } from "../../../design/mod.ts";
import type { TensorLayout } from "../layout.ts";
import { rowLength } from "../layout.ts";
import { axesOf, type AxisPhase, axisPhases } from "../windows/windows.ts";

/** Adjacent elements of the input that meet adjacent weights. */
export interface Segment {
  /** Bytes behind the first element of the window. */
  readonly offset: number;
  readonly elements: number;
  /** Pixels that the elements are of, if the next window's segment begins at the second one of them; else 1. */
  readonly taps: number;
}

/** One of the sums that are computed for every window. */
export interface OutputLane {
  /** Output channel: which bias it starts with. */
  readonly output: number;
  /** Bytes behind the window's first output. */
  readonly offset: number;
  /** Index of the weight that meets an element of a segment; null where none does. */
  readonly weightAt: (segment: number, element: number) => number | null;
}

/** Windows at equal distances over a part of the input, and what is summed for each. */
export interface Job {
  /** Address of the first window and bytes from one to the next. */
  readonly x: { readonly address: number; readonly row: number; readonly column: number };
  /** The same of the outputs. */
  readonly y: { readonly address: number; readonly row: number; readonly column: number };
  readonly rows: number;
  readonly columns: number;
  readonly segments: readonly Segment[];
  readonly lanes: readonly OutputLane[];
}

/** The tensors that jobs read and write. */
export interface JobTensors {
  readonly x: TensorLayout;
  readonly y: TensorLayout;
}

/** The one window of a dense layer. */
export function denseJobs(plan: Pick<DensePlan, "outputs">, { x, y }: JobTensors): readonly Job[] {
  const length = rowLength(x);
  const isSingle = x.rows === 1 || x.rowPitch === length * x.bytes;
  const segments = isSingle
    ? [{ offset: 0, elements: x.rows * length, taps: 1 }]
    : Array.from({ length: x.rows }, (_, row) => ({ offset: row * x.rowPitch, elements: length, taps: 1 }));
  const lanes = Array.from({ length: plan.outputs }, (_, output): OutputLane => ({
    output,
    offset: output * y.bytes,
    weightAt: (segment, element) => (segment * length + element) * plan.outputs + output,
  }));
  const still = { row: 0, column: 0 };
  return [{
    x: { address: x.address, ...still },
    y: { address: y.address, ...still },
    rows: 1,
    columns: 1,
    segments,
    lanes,
  }];
}

/** How the windows of a convolution may be arranged. */
export interface JobOptions {
  /** Taps must come in the order of the kernel, and each output by itself. */
  readonly ordered: boolean;
}

/**
 * The windows of a convolution, phase by phase. Where it takes fewer products of vectors, several phases share the
 * windows that hold the taps of all, and a plain convolution with few outputs makes several pixels at once.
 */
export function convolutionJobs(
  plan: ConvolutionPlan,
  tensors: JobTensors,
  options: JobOptions,
): readonly Job[] {
  const { rows, columns } = axesOf(plan);
  const vertical = axisPhases(rows, plan.transposed);
  const horizontal = axisPhases(columns, plan.transposed);
  const apart = vertical.flatMap((row) => horizontal.map((column) => [{ row, column }]));
  const outputs = plan.channels.output / plan.groups;
  const candidates = options.ordered ? [] : [1, 2, 4]
    .map((count) => plan.transposed ? horizontal : divided(horizontal[0], count))
    .flatMap((split) => [vertical.map((row) => split.map((column) => ({ row, column }))), [
      vertical.flatMap((row) => split.map((column) => ({ row, column }))),
    ]])
    .filter((groups) => groups.every(isUniform));
  const best = candidates.reduce(
    (least, groups) => costOf(groups, plan, outputs) < costOf(least, plan, outputs) ? groups : least,
    apart,
  );
  return best.flatMap((phases) =>
    Array.from({ length: plan.groups }, (_, group) => jobOf(plan, tensors, { phases, group, ...options }))
  );
}

interface PixelPhase {
  readonly row: AxisPhase;
  readonly column: AxisPhase;
}

/** The outputs of a phase as `count` phases, every `count`-th output each. */
function divided(phase: AxisPhase, count: number): readonly AxisPhase[] {
  return Array.from({ length: Math.min(count, phase.count) }, (_, i) => ({
    first: phase.first + i * phase.step,
    step: phase.step * count,
    count: Math.ceil((phase.count - i) / count),
    advance: phase.advance * count,
    taps: phase.taps.map(({ tap, input }) => ({ tap, input: input + i * phase.advance })),
  }));
}

/** Whether phases have as many windows as each other. */
function isUniform(phases: readonly PixelPhase[]): boolean {
  const [{ row, column }] = phases;
  return phases.every((phase) => phase.row.count === row.count && phase.column.count === column.count);
}

/** Products of vectors that the phases take in all. */
function costOf(groups: readonly (readonly PixelPhase[])[], plan: ConvolutionPlan, outputs: number): number {
  const inputs = plan.channels.input / plan.groups;
  return groups.reduce((sum, phases) => {
    const pairs = Math.ceil(positionsOf(phases).length * inputs / 2);
    const [{ row, column }] = phases;
    const vectors = Math.ceil(phases.length * outputs / 4);
    // Finishing and storing a vector takes about as long as three products, spreading a pair of inputs over a vector
    // for up to four products about as long as one.
    const each = vectors * (pairs + 3) + Math.ceil(vectors / 4) * pairs;
    return sum + row.count * column.count * each;
  }, 0);
}

/** The input pixels that the phases' windows hold, relative to the first window, row by row. */
function positionsOf(
  phases: readonly PixelPhase[],
): readonly { readonly row: number; readonly column: number }[] {
  const found = new Map<string, { readonly row: number; readonly column: number }>();
  for (const { row, column } of phases) {
    for (const { input: r } of row.taps) {
      for (const { input: c } of column.taps) found.set(`${r},${c}`, { row: r, column: c });
    }
  }
  return [...found.values()].sort((a, b) => a.row - b.row || a.column - b.column);
}

interface JobRequest extends JobOptions {
  readonly phases: readonly PixelPhase[];
  readonly group: number;
}

function jobOf(plan: ConvolutionPlan, { x, y }: JobTensors, { phases, group, ordered }: JobRequest): Job {
  const inputs = plan.channels.input / plan.groups;
  const outputs = plan.channels.output / plan.groups;
  const kernelWidth = axesOf(plan).columns.kernel;
  const pixel = { x: x.channels * x.bytes, y: y.channels * y.bytes };
  const [{ row, column }] = phases;
  const positions = ordered
    ? row.taps.flatMap((r) => column.taps.map((c) => ({ row: r.input, column: c.input })))
    : positionsOf(phases);
  const offsets = positions.map((at) => at.row * x.rowPitch + at.column * pixel.x);
  const origin = offsets.length === 0 ? 0 : offsets.reduce((a, b) => Math.min(a, b));

  const segments: { offset: number; elements: number; taps: number }[] = [];
  /** Position of the first element of each segment. */
  const firsts: number[] = [];
  offsets.forEach((offset, i) => {
    const last = segments.at(-1);
    if (inputs === x.channels && last && last.offset + last.elements * x.bytes === offset - origin) {
      last.elements += inputs;
      if (column.advance === 1) last.taps++;
      return;
    }
    segments.push({ offset: offset - origin, elements: inputs, taps: 1 });
    firsts.push(i);
  });

  const lanes = phases.flatMap((phase) => {
    const tapOf = new Map(
      phase.row.taps.flatMap((r) =>
        phase.column.taps.map((c) => [`${r.input},${c.input}`, r.tap * kernelWidth + c.tap] as const)
      ),
    );
    const taps = positions.map((at) => tapOf.get(`${at.row},${at.column}`) ?? null);
    const pixelOffset = (phase.row.first - row.first) * y.rowPitch +
      (phase.column.first - column.first) * pixel.y;
    return Array.from({ length: outputs }, (_, i): OutputLane => {
      const output = group * outputs + i;
      return {
        output,
        offset: pixelOffset + i * y.bytes,
        weightAt(segment, element) {
          const tap = taps[firsts[segment] + Math.floor(element / inputs)];
          return tap === null ? null : (tap * inputs + element % inputs) * plan.channels.output + output;
        },
      };
    });
  });
  return {
    x: {
      address: x.address + origin + group * inputs * x.bytes,
      row: row.advance * x.rowPitch,
      column: column.advance * pixel.x,
    },
    y: {
      address: y.address + row.first * y.rowPitch + column.first * pixel.y + group * outputs * y.bytes,
      row: row.step * y.rowPitch,
      column: column.step * pixel.y,
    },
    rows: row.count,
    columns: column.count,
    segments,
    lanes,
  };
}
