import { type Design, outputsOf, stageTitle } from "../design/mod.ts";

/**
 * For every tensor of a design the layer of the simplified model whose float64 values it stands for: its own, or, for a
 * tensor that a helper stage made (a copy, a change of beats), that of what the helper read. A part of a layer of
 * several inputs stands for none and is left out. A tensor that was quantised at once, without a stage for that, stands
 * for the quantiser.
 */
export function floatOrigins(design: Design): ReadonlyMap<string, string> {
  const origins = new Map<string, string>();
  const quantisers = new Map(
    design.simplified.layers.filter(({ kind }) => kind === "quantize").map((
      { name },
    ) => [design.storage.get(name)!, name]),
  );
  for (const stage of design.stages) {
    const { name, inputs } = stage;
    const origin = isLayer(design, name)
      ? quantisers.get(name) ?? name
      : inputs.length === 1
      ? origins.get(inputs[0])
      : undefined;
    if (origin === undefined) continue;
    for (const tensor of outputsOf(stage)) origins.set(tensor, origin);
  }
  return origins;
}

/** For every tensor the kind of its layer, or of its stage where it stands for no layer of the model. */
export function stageKinds(design: Design): ReadonlyMap<string, string> {
  const layers = new Map(design.simplified.layers.map((layer) => [layer.name, layer.kind]));
  return new Map(design.stages.flatMap((stage) => {
    const { name, plan } = stage;
    const kind = isLayer(design, name) ? layers.get(name)! : stageTitle(plan);
    return outputsOf(stage).map((tensor) => [tensor, kind] as const);
  }));
}

/** Whether a tensor is the output of a layer rather than of a helper stage. */
function isLayer(design: Design, tensor: string): boolean {
  return design.storage.get(tensor) === tensor;
}
