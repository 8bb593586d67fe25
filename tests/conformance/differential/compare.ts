import type { Design, StagePlan } from "../../../src/design/mod.ts";
import { explainSimulation, simulateScalar, simulateTensors } from "../../../src/simulate/mod.ts";
import type { FixedTensor } from "../../../src/tensor/mod.ts";
import type { Image } from "./definition/image.ts";
import { textOf } from "./draw/types.ts";
import type { DrawnNetwork } from "./layer.ts";
import { define, imagesOf } from "./network.ts";

/** Everything in which simulator and scalar reference differ from the definition. */
export async function problemsOf(
  network: DrawnNetwork,
  { design, samples }: { readonly design: Design; readonly samples: readonly FixedTensor[] },
): Promise<readonly string[]> {
  const expected = define(network, { design, samples });
  const simulated = await simulateTensors(design, samples);
  const scalar = simulateScalar(design, samples);
  return network.layers.flatMap(({ name, shape, type }) => {
    // A layer that only looks at its input has that one's tensor, under that one's shape.
    const stored = design.storage.get(name)!;
    const planned = { type: design.tensors.get(stored)!.type, shape: design.simplified.shapes.get(name)! };
    if (`${planned.shape}` !== `${shape}` || textOf(planned.type) !== textOf(type)) {
      return [
        `${name} is of shape [${planned.shape}] and ${textOf(planned.type)}, drawn were [${shape}], ${
          textOf(type)
        }`,
      ];
    }
    const images = expected.get(name)!;
    return [
      ...differences(`simulated ${name}`, images, simulated.get(stored)!),
      ...differences(`scalar ${name}`, images, scalar.get(stored)!),
    ];
  });
}

function differences(what: string, expected: readonly Image[], tensor: FixedTensor): readonly string[] {
  const got = imagesOf(tensor);
  return expected.flatMap(({ data }, sample) => {
    const wrong = data.flatMap((value, i) => got[sample].data[i] === value ? [] : [i]);
    if (wrong.length === 0) return [];
    const [first] = wrong;
    return [
      `${what}, sample ${sample}: ${wrong.length} of ${data.length} mantissas differ; the first is ` +
      `${got[sample].data[first]} at element ${first}, expected ${data[first]}`,
    ];
  });
}

/** A network and its design in a few lines, for messages. */
export function describe({ inputs, layers }: DrawnNetwork, design: Design): string {
  const paths = new Map(explainSimulation(design).map(({ stage, path }) => [stage, path]));
  const stages = design.stages.map(({ name, inputs, plan }) => {
    const from = inputs.length === 0 ? "" : ` of ${inputs.join(", ")}`;
    return `${name}: ${plan.kind}${from} (${paths.get(name) ?? "given"})${detailsOf(plan)}`;
  });
  return [
    ...[...inputs, ...layers].map(({ name, shape, type }) => `${name} [${shape}] ${textOf(type)}`),
    ...stages,
  ].join("\n");
}

function detailsOf(plan: StagePlan): string {
  if (plan.kind !== "convolution" && plan.kind !== "dense") return "";
  const { weights, bias, accumulator } = plan;
  const types = `weights ${textOf(weights.type)}, bias ${textOf(bias.type)}, sums ${textOf(accumulator)}`;
  if (plan.kind === "dense") return `, ${types}`;
  const axes = plan.geometry.map((axis) => JSON.stringify(axis)).join(" × ");
  return `, ${plan.transposed ? "transposed " : ""}${axes}, groups ${plan.groups}, ${types}`;
}
