import { renderFirmware } from "../../src/backends/hls/mod.ts";
import { createDesign, type Design } from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { sizeOf } from "../../src/tensor/mod.ts";

const ramp = (...shape: number[]) => ({
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 5) % 11 - 5) / 4),
});

/** The small projects whose firmware is kept, by the name of their folder. */
export const GOLDEN: Readonly<Record<string, () => Design>> = {
  sequence_vitis_stream: () =>
    createDesign(
      buildModel("sequence", (b) => {
        const x = b.input({ length: 5, channels: 2 });
        const up = b.convTranspose1d(x, {
          weights: ramp(3, 2, 2),
          bias: [0.5, -1],
          strides: 2,
          padding: "same",
        });
        return b.tanh(up);
      }),
      {
        target: "vitis",
        io: "io_stream",
        strategy: "resource",
        reuseFactor: 2,
        precision: "ap_fixed<8,3>",
        tableSize: 64,
      },
    ),
  map_vivado_parallel: () =>
    createDesign(
      buildModel("map", (b) => {
        const x = b.input({ height: 2, width: 3, channels: 1 });
        const up = b.convTranspose2d(x, { weights: ramp(3, 2, 1, 2), strides: [2, 1], padding: "valid" });
        return b.relu(up);
      }),
      { target: "vivado", io: "io_parallel", precision: "ap_fixed<8,3>", parallelizationFactor: 4 },
    ),
};

/** Folder of a kept project. */
export function goldenFolder(name: string): URL {
  return new URL(`${name}/`, import.meta.url);
}

/** What the renderer writes for a kept project now. The kernels are kept once, under `templates`. */
export function renderGolden(name: string): ReadonlyMap<string, string> {
  return new Map([...renderFirmware(GOLDEN[name]())].filter(([path]) => !path.includes("/nnet_utils/")));
}
