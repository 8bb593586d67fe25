import * as folds from "./constants/fold_quantisers.ts";
import type { Entry } from "./operator.ts";
import { bipolarQuant, quant, trunc } from "./quantisers.ts";

const QUANT: Entry = {
  operator: quant,
  fold: folds.quant,
  kinds: ["quantize", "batch_norm", "clip"],
  supported: "constant parameters, up to 32 bits; on computed tensors one scale, no CEIL, no UP",
};

/** QONNX's quantisers. */
export const QUANTISER_ENTRIES: Readonly<Record<string, Entry>> = {
  BipolarQuant: {
    operator: bipolarQuant,
    fold: folds.bipolarQuant,
    kinds: ["quantize", "batch_norm"],
    supported: "constant scale, on computed tensors one",
  },
  IntQuant: QUANT,
  Quant: QUANT,
  Trunc: {
    operator: trunc,
    fold: folds.trunc,
    kinds: ["quantize", "batch_norm"],
    supported: "constant parameters, zero point 0",
  },
};
