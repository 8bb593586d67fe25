import type { HardSigmoidPlan } from "../../design/mod.ts";
import { multiplyIntervals, storableInterval } from "../../fixed/mod.ts";
import { intervalOfTensor } from "../../tensor/mod.ts";
import { emitCast, emitClamp, inWords } from "./cast.ts";
import type { StageContext, StagePath } from "./context.ts";
import { emitPlanned } from "./elements.ts";
import { bitsOfInterval, fitsWord } from "./range.ts";

/** y = cast(min(max(slope·x + offset, 0), 1)), compared as exact numbers. */
export function emitHardSigmoid(
  context: StageContext,
  { slope, offset, numbers }: HardSigmoidPlan,
): StagePath | null {
  return emitPlanned(context, (bits) => {
    const range = storableInterval(context.x.type);
    const { exact: all, result } = numbers;
    const one = 1n << BigInt(all.fraction);
    // The slope carries the shift that brings the product to the point of the sum.
    const factor = intervalOfTensor(slope).lo <<
      BigInt(all.fraction - range.fraction - intervalOfTensor(slope).fraction);
    const term = intervalOfTensor(offset).lo << BigInt(all.fraction - intervalOfTensor(offset).fraction);
    const steps = inWords(result, bits);
    const product = multiplyIntervals({ ...range, fraction: 0 }, { lo: factor, hi: factor, fraction: 0 });
    const parts = [range, all, product, { lo: factor, hi: factor }, { lo: term, hi: term }];
    if (steps === null || !parts.every((part) => fitsWord(part, bits))) return null;
    return {
      bits,
      valueBits: bitsOfInterval(all) + 1,
      emit(body, lanes, value) {
        body.get(value);
        lanes.constant(body, factor);
        body.op(lanes.mul);
        lanes.constant(body, term);
        body.op(lanes.add).set(value);
        emitClamp(body, lanes, value, { min: 0n, max: one });
        emitCast(body, lanes, value, steps);
      },
    };
  });
}
