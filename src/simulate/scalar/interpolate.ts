import type { InterpolatePlan, InterpolateSample } from "../../design/mod.ts";
import { INTERPOLATION_SHARE } from "../../design/mod.ts";
import { castMantissa, type FixedType, fractionBits, laneOf, mantissaAt } from "../../fixed/mod.ts";
import type { FixedTensor, Mantissas } from "../../tensor/mod.ts";

/** An element and what it counts for. */
interface Part {
  readonly index: number;
  readonly share: bigint;
}

/** y = cast(Σ row share·column share·x), the sum exact. */
export function runInterpolate(plan: InterpolatePlan, x: FixedTensor, to: FixedType): Mantissas {
  const { channels, samples } = plan;
  const unit = fractionBits(INTERPOLATION_SHARE);
  const one = 1n << BigInt(unit);
  const partsOf = ({ newest, share }: InterpolateSample): Part[] =>
    [{ index: newest - 1, share: one - share }, { index: newest, share }].filter((part) => part.share > 0n);
  const single: readonly Part[][] = [[{ index: 0, share: one }]];
  const rows = plan.rows === null ? single : samples[0].map(partsOf);
  const columns = samples[samples.length - 1].map(partsOf);
  const [height, width] = [plan.rows?.input ?? 1, plan.columns.input];
  const images = x.data.length / (height * width * channels);
  const y = new BigInt64Array(images * rows.length * columns.length * channels) as Mantissas;
  const fraction = fractionBits(x.type) + 2 * unit;
  let at = 0;
  for (let image = 0; image < images; image++) {
    for (const row of rows) {
      for (const column of columns) {
        for (let c = 0; c < channels; c++) {
          let sum = 0n;
          for (const above of row) {
            for (const beside of column) {
              const pixel = (image * height + above.index) * width + beside.index;
              sum += above.share * beside.share * mantissaAt(x.data, pixel * channels + c, x.type);
            }
          }
          y[at++] = laneOf(castMantissa(sum, fraction, to));
        }
      }
    }
  }
  return y;
}
