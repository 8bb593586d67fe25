import { encodeInputs, randomInputs } from "../src/simulate/mod.ts";
import { compiledDesign } from "../src/simulate/wasm/simulator.ts";
import { benchLayers, designOf, PRECISIONS } from "./support/layers.ts";
import { onnxRuntimeRunner } from "./support/onnx_runtime.ts";
import { peakLoop } from "./support/peak.ts";

const peak = peakLoop();
Deno.bench("10⁸ multiply-accumulates of the vector unit alone", () => void peak(104_167));

for (const layer of await benchLayers()) {
  const run = await onnxRuntimeRunner(layer.onnx, [{ name: "x", shape: layer.inputShape }]);
  Deno.bench(`${layer.name}: ONNX Runtime`, { group: layer.name, baseline: true }, run);
  for (const precision of PRECISIONS) {
    const design = await designOf(layer, precision);
    const { machine } = compiledDesign(design);
    const [x] = encodeInputs(design, randomInputs(design, { samples: 1, seed: 1 }));
    machine.write(design.inputs[0].tensor, x.data);
    Deno.bench(`${layer.name}: ${precision.name}`, { group: layer.name }, () => machine.run());
  }
}
