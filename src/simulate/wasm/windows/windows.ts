import type { ConvolutionPlan } from "../../../design/mod.ts";
import type { AxisGeometry } from "../../../layers/mod.ts";
import type { Margins } from "../layout.ts";

/** Along one axis: outputs at `first`, `first + step`, …, whose windows move over the input by `advance`. */
export interface AxisPhase {
  readonly first: number;
  readonly step: number;
  readonly count: number;
  readonly advance: number;
  /** The input element that each tap meets for the first output; may be outside of the input. */
  readonly taps: readonly { readonly tap: number; readonly input: number }[];
}

/** The height of a 1-D convolution. */
const SINGLE: AxisGeometry = { input: 1, output: 1, kernel: 1, stride: 1, dilation: 1, before: 0 };

/** Both axes of a convolution; one row in 1-D. */
export function axesOf({ geometry }: Pick<ConvolutionPlan, "geometry">): {
  readonly rows: AxisGeometry;
  readonly columns: AxisGeometry;
} {
  return geometry.length === 2
    ? { rows: geometry[0], columns: geometry[1] }
    : { rows: SINGLE, columns: geometry[0] };
}

/** The phases of an axis: an output of each has the same taps. Taps ascend. */
export function axisPhases(axis: AxisGeometry, transposed: boolean): readonly AxisPhase[] {
  const { output, kernel, stride, dilation, before } = axis;
  const taps = Array.from({ length: kernel }, (_, tap) => tap);
  if (!transposed) {
    const inputs = taps.map((tap) => ({ tap, input: tap * dilation - before }));
    return [{ first: 0, step: 1, count: output, advance: stride, taps: inputs }];
  }
  return Array.from({ length: Math.min(stride, output) }, (_, first) => {
    const count = Math.ceil((output - first) / stride);
    const own = taps.filter((tap) => (first + before - tap * dilation) % stride === 0);
    const inputs = own.map((tap) => ({ tap, input: (first + before - tap * dilation) / stride }));
    return { first, step: stride, count, advance: 1, taps: inputs };
  });
}

/** How far the windows of a convolution reach beyond its input. */
export function marginsOf(plan: Pick<ConvolutionPlan, "geometry" | "transposed">): Margins {
  const { rows, columns } = axesOf(plan);
  const [vertical, horizontal] = [rows, columns].map((axis) => {
    let [before, after] = [0, 0];
    for (const phase of axisPhases(axis, plan.transposed)) {
      for (const { input } of phase.taps) {
        before = Math.max(before, -input);
        after = Math.max(after, input + (phase.count - 1) * phase.advance - axis.input + 1);
      }
    }
    return { before, after };
  });
  return { top: vertical.before, bottom: vertical.after, left: horizontal.before, right: horizontal.after };
}
