import { createDesign, type Design, type DesignOptions } from "../../src/design/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import type { RealTensor, Shape } from "../../src/tensor/mod.ts";
import { sizeOf } from "../../src/tensor/mod.ts";
import { randomBits } from "../fixed/random.ts";

/** A network in which every kernel of the generated C++ does something, at the least size that shows it. */
export function everyPrimitiveModel(name = "every_primitive"): Model {
  const bits = randomBits(7n);
  const values = (count: number) =>
    Float64Array.from({ length: count }, () => Number(bits() % 64n - 32n) / 16);
  const weights = (shape: Shape): RealTensor => ({ shape, data: values(sizeOf(shape)) });
  return buildModel(name, (b) => {
    const image = b.input({ name: "image", height: 4, width: 5, channels: 2 });
    const down = b.conv2d(image, {
      weights: weights([3, 3, 2, 3]),
      bias: values(3),
      strides: 2,
      padding: "same",
    });
    const active = b.leakyRelu(down, { slope: 0.125 });
    const up = b.convTranspose2d(active, {
      weights: weights([3, 2, 3, 4]),
      bias: values(4),
      strides: 2,
      padding: "same",
    });
    const scaled = b.batchNorm(b.relu(up), { scale: values(4), shift: values(4) });
    const turned = b.transpose(scaled, { permutation: [2, 0, 1] });
    const code = b.dense(b.flatten(b.tanh(turned)), { weights: weights([96, 6]), bias: values(6) });
    const sequence = b.reshape(b.clip(code, { min: -1 }), { shape: [3, 2] });
    const longer = b.convTranspose1d(sequence, { weights: weights([3, 2, 2]), strides: 2 });
    const mixed = b.conv1d(b.prelu(longer, { slopes: values(2) }), {
      weights: weights([2, 2, 3]),
      bias: values(3),
    });
    const view = b.reshape(b.sigmoid(mixed), { name: "view", shape: [9, 2] });
    const pooled = b.averagePool(b.maxPool(image, { size: 2, strides: 1 }), { size: 2 });
    const grown = b.add([b.upsample(pooled, { factors: [3, 2] }), b.interpolate(pooled, { sizes: [3, 4] })]);
    const joined = b.concatenate([b.pad(grown, { borders: [{ before: 1, after: 0 }] }), grown], { axis: 0 });
    const shuffled = b.spaceToDepth(b.crop(joined, { borders: [{ before: 0, after: 1 }] }), { block: 2 });
    const activated = b.elu(b.apply(b.hardSigmoid(shuffled), { function: "gelu" }));
    const shares = b.softmax(b.globalMaxPool(activated));
    return [view, active, image, b.depthToSpace(activated, { block: 2 }), shares, b.argmax(image)];
  });
}

/** {@linkcode everyPrimitiveModel} as a design; the output `view` has a type of its own, so that it is cast. */
export function everyPrimitiveDesign(options: DesignOptions = {}): Design {
  return createDesign(everyPrimitiveModel(), {
    precision: "ap_fixed<12,5>",
    layers: { view: { precision: { result: "ap_ufixed<8,1,AP_RND,AP_SAT>" } } },
    ...options,
  });
}

/** {@linkcode everyPrimitiveDesign} in both io types and strategies, named after them. */
export function everyPrimitiveDesigns(options: DesignOptions = {}): { name: string; design: Design }[] {
  return (["io_stream", "io_parallel"] as const).flatMap((io) =>
    (["latency", "resource"] as const).map((strategy) => ({
      name: `every kernel ${io} ${strategy}`,
      design: everyPrimitiveDesign({ ...options, io, strategy, reuseFactor: 3 }),
    }))
  );
}
