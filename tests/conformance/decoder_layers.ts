import { createDesign, type Design, type Strategy } from "../../src/design/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { sizeOf } from "../../src/tensor/mod.ts";
import { randomReals } from "../simulate/support.ts";

/** A transposed convolution of the size that decoders have. */
interface Layer {
  readonly name: string;
  readonly map: readonly number[];
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly padding: "same" | "valid";
}

const LAYERS: readonly Layer[] = [
  { name: "a", map: [16, 16], inputs: 16, outputs: 8, kernel: 4, padding: "same" },
  { name: "b", map: [32, 32], inputs: 32, outputs: 16, kernel: 3, padding: "same" },
  { name: "c", map: [64, 64], inputs: 8, outputs: 4, kernel: 2, padding: "valid" },
  { name: "d", map: [128], inputs: 32, outputs: 16, kernel: 4, padding: "same" },
  { name: "e", map: [16, 16], inputs: 128, outputs: 64, kernel: 4, padding: "same" },
];

/** Everything at once, a new pixel only every fourth cycle, and multipliers in turns. */
const HARDWARE: readonly { readonly strategy: Strategy; readonly reuseFactor: number }[] = [
  { strategy: "latency", reuseFactor: 1 },
  { strategy: "latency", reuseFactor: 4 },
  { strategy: "resource", reuseFactor: 8 },
];

function modelOf({ name, map, inputs, outputs, kernel, padding }: Layer): Model {
  const shape = [...map.map(() => kernel), inputs, outputs];
  const options = {
    weights: { shape, data: randomReals(sizeOf(shape), 1n) },
    bias: randomReals(outputs, 2n),
    strides: 2,
    padding,
  };
  return buildModel(
    name,
    (b) =>
      map.length === 1
        ? b.convTranspose1d(b.input({ length: map[0], channels: inputs }), options)
        : b.convTranspose2d(b.input({ height: map[0], width: map[1], channels: inputs }), options),
  );
}

/**
 * Every layer on every hardware.
 *
 * @param target What they are built for. Default: what a design is built for that asks for nothing.
 */
export function decoderDesigns(target?: string): readonly Design[] {
  return LAYERS.flatMap((layer) => {
    const model = modelOf(layer);
    return HARDWARE.map((hardware) => {
      const projectName = `${layer.name} ${hardware.strategy} rf${hardware.reuseFactor}`;
      const precision = { weight: "ap_fixed<8,3>", bias: "ap_fixed<8,3>", result: "ap_fixed<12,5>" };
      return createDesign(model, { ...hardware, target, snap: false, projectName, precision });
    });
  });
}
