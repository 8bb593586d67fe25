import type { AxisGeometry } from "../../src/layers/mod.ts";

/** An axis and the direction of its convolution. */
export interface AxisCase {
  readonly axis: AxisGeometry;
  readonly transposed: boolean;
}

/** A kernel element and the input element that it meets. */
export interface Meeting {
  readonly tap: number;
  readonly input: number;
}

/** Axes of all small sizes, with crops and paddings up to the whole kernel and trailing ones that cut or extend. */
export function* axisCases(): Iterable<AxisCase> {
  for (const input of [1, 2, 3, 5]) {
    for (const kernel of [1, 2, 3, 4, 5]) {
      for (const stride of [1, 2, 3]) {
        for (const dilation of [1, 2, 3]) {
          const span = (kernel - 1) * dilation + 1;
          for (const before of new Set([0, 1, 2, span - 1, span + 1])) {
            for (
              const output of new Set([1, 2, input, (input - 1) * stride + span - before, input * stride + 2])
            ) {
              if (output < 1) continue;
              const axis = { input, output, kernel, stride, dilation, before };
              yield { axis, transposed: true };
              yield { axis, transposed: false };
            }
          }
        }
      }
    }
  }
}

/** What meets at an output, straight from the definition: i·s + t·d − before = j, for plain ones i and j swapped. */
export function meetings({ axis, transposed }: AxisCase, output: number): Meeting[] {
  const found: Meeting[] = [];
  for (let tap = 0; tap < axis.kernel; tap++) {
    for (let input = 0; input < axis.input; input++) {
      const [from, to] = transposed ? [input, output] : [output, input];
      if (from * axis.stride + tap * axis.dilation - axis.before === to) found.push({ tap, input });
    }
  }
  return found;
}
