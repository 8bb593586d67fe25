import type { SourceTensor } from "../model/mod.ts";
import type { Tensor, Tensorflow, TfjsNetwork } from "./tfjs_run.ts";

/** A network of layers in TensorFlow.js. */
export type LayersModel = Awaited<ReturnType<Tensorflow["loadLayersModel"]>>;
type Layer = LayersModel["layers"][number];
type SymbolicTensor = LayersModel["outputs"][number];

/**
 * A network of layers, and what its layers make.
 *
 * @param tensors Those that are wanted, each named after its layer.
 * @param nameOf What TensorFlow.js calls a layer, by its name in the source.
 */
export function layersNetwork(
  tf: Tensorflow,
  model: LayersModel,
  { tensors, nameOf }: {
    readonly tensors: readonly SourceTensor[];
    readonly nameOf: (source: string) => string;
  },
): TfjsNetwork {
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const twins: Layer[] = [];
  const found = tensors.flatMap((tensor) => {
    const layer = layers.get(nameOf(tensor.name));
    const output = layer &&
      (tensor.beforeActivation ? beforeActivation(tf, layer, twins) : lastOutput(layer));
    return output ? [{ tensor, output }] : [];
  });
  const inner = found.length === 0
    ? model
    : tf.model({ inputs: model.inputs, outputs: [...model.outputs, ...found.map(({ output }) => output)] });
  return {
    tensors: found.map(({ tensor }) => tensor),
    call: (inputs, all) => listOf((all ? inner : model).predictOnBatch([...inputs])),
    dispose() {
      twins.forEach((twin) => twin.dispose());
      model.dispose();
    },
  };
}

function listOf(results: Tensor | Tensor[]): readonly Tensor[] {
  return Array.isArray(results) ? results : [results];
}

/** What a layer makes where it is called once (a model was called before, when it was made); null for several tensors. */
function lastOutput(layer: Layer): SymbolicTensor | null {
  const isModel = "layers" in layer;
  if (layer.inboundNodes.length !== (isModel ? 2 : 1)) return null;
  const output = layer.getOutputAt(layer.inboundNodes.length - 1);
  return Array.isArray(output) ? null : output;
}

/** What enters the activation of a layer: the output of a twin that has none, and the same weights. */
function beforeActivation(tf: Tensorflow, layer: Layer, twins: Layer[]): SymbolicTensor | null {
  if (layer.inboundNodes.length !== 1) return null;
  const input = layer.getInputAt(0);
  const known = tf.serialization.SerializationMap.getMap().classNameMap[layer.getClassName()];
  if (Array.isArray(input) || known === undefined) return null;
  const [constructor, fromConfig] = known;
  const name = `${layer.name}/before_activation`;
  const twin = fromConfig(constructor, { ...layer.getConfig(), name, activation: "linear" });
  if (!(twin instanceof tf.layers.Layer)) return null;
  const output = twin.apply(input);
  twin.setWeights(layer.getWeights());
  twins.push(twin);
  return output instanceof tf.SymbolicTensor ? output : null;
}
