import type { Design } from "../../../src/design/mod.ts";
import { simulateScalar, simulateTensors } from "../../../src/simulate/mod.ts";
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
    const planned = design.tensors.get(name)!;
    if (`${planned.shape}` !== `${shape}` || textOf(planned.type) !== textOf(type)) {
      return [
        `${name} is of shape [${planned.shape}] and ${textOf(planned.type)}, drawn were [${shape}], ${
          textOf(type)
        }`,
      ];
    }
    const images = expected.get(name)!;
    return [
      ...differences(`simulated ${name}`, images, simulated.get(name)!),
      ...differences(`scalar ${name}`, images, scalar.get(name)!),
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
  const stages = design.stages.map(({ name, plan }) => {
    if (plan.kind !== "convolution" && plan.kind !== "dense") return `${name}: ${plan.kind}`;
    const { weights, bias, accumulator } = plan;
    const types = [weights.type, bias.type, accumulator].map(textOf).join(", ");
    const geometry = plan.kind === "dense"
      ? ""
      : ` ${plan.transposed ? "transposed " : ""}${
        plan.geometry.map((axis) => JSON.stringify(axis)).join(" × ")
      }, ${plan.groups} groups`;
    return `${name}: ${plan.kind}${geometry}, weights, bias and sums ${types}`;
  });
  return [
    ...[...inputs, ...layers].map(({ name, shape, type }) => `${name} [${shape}] ${textOf(type)}`),
    ...stages,
  ].join("\n");
}
