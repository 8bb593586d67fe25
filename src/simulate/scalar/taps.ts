import type { AxisGeometry } from "../../layers/mod.ts";

/** A tap of the kernel and the element of the input that it meets, along one axis. */
export interface Tap {
  readonly tap: number;
  readonly input: number;
}

/**
 * The taps of every output along one axis, each list ascending. Output j of a plain convolution reads input
 * j·s + t·d − before with tap t; that of a transposed one reads input i where i·s + t·d − before = j. A tap that
 * meets no element of the input is not in the list: it contributes nothing, not even a rounding.
 */
export function tapsOfOutputs(axis: AxisGeometry, transposed: boolean): readonly (readonly Tap[])[] {
  const { stride, dilation, before } = axis;
  return Array.from({ length: axis.output }, (_, output) => {
    const taps: Tap[] = [];
    for (let tap = 0; tap < axis.kernel; tap++) {
      const input = transposed
        ? (output + before - tap * dilation) / stride
        : output * stride + tap * dilation - before;
      if (Number.isInteger(input) && input >= 0 && input < axis.input) taps.push({ tap, input });
    }
    return taps;
  });
}
