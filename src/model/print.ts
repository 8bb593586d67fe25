import { printable } from "../base/errors.ts";
import { shapeOf } from "./layer_facts.ts";
import type { Model } from "./model.ts";
import { checkIsModel } from "./check_handed.ts";

/**
 * A readable dump of a model, one line a layer: name, kind, what it reads, output shape.
 *
 * @example
 * ```ts
 * import { buildModel } from "./builder.ts";
 * import { printModel } from "./print.ts";
 *
 * const model = buildModel("tiny", (b) => b.relu(b.input({ length: 8, channels: 2 })));
 * printModel(model); // "model tiny\n  input_1 = input() : [8, 2]\n  relu_1 = relu(input_1) : [8, 2]\n…"
 * ```
 * @category Models
 */
export function printModel(model: Model): string {
  checkIsModel("print a model", model);
  const lines = model.layers.map((layer) =>
    `  ${layer.name} = ${layer.kind}(${layer.inputs.join(", ")}) : [${shapeOf(model, layer.name).join(", ")}]`
  );
  const outputs = model.outputs.map((port) => `${port.name} = ${port.layer}`).join(", ");
  return [`model ${model.name}`, ...lines, `  return ${outputs}`].map(printable).join("\n");
}
