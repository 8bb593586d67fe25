import type { ThresholdPlan } from "../../design/mod.ts";
import { storableInterval } from "../../fixed/mod.ts";
import { intervalOfTensor } from "../../tensor/mod.ts";
import { emitCast, inWords } from "./cast.ts";
import type { StageContext, StagePath } from "./context.ts";
import { emitPlanned } from "./elements.ts";
import { bitsOfInterval, fitsWord } from "./range.ts";

/** y = cast(x) for x beyond the threshold, else 0. */
export function emitThreshold(context: StageContext, { last, numbers }: ThresholdPlan): StagePath | null {
  return emitPlanned(context, (bits) => {
    const range = storableInterval(context.x.type);
    const end = intervalOfTensor(last);
    const steps = inWords(numbers.result, bits);
    if (steps === null || !fitsWord(range, bits) || !fitsWord(end, bits)) return null;
    return {
      bits,
      valueBits: bitsOfInterval(range) + 1,
      emit(body, lanes, value) {
        body.get(value);
        lanes.constant(body, 0n);
        lanes.constant(body, end.lo);
        body.get(value).op(lanes.less).op(lanes.choose).set(value);
        emitCast(body, lanes, value, steps);
      },
    };
  });
}
