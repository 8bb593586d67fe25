import { OracleRefusal } from "../refusal.ts";
import { cutOutputs, innerTensors, type OracleRequest } from "../request.ts";
import type { Layer, LayersModel, SymbolicTensor, Tensor, Tensorflow } from "./tensorflow_api.ts";
import type { TfjsNetwork } from "./tfjs_run.ts";

/**
 * A network of layers as a request asks for it: its outputs, or those of the layers at which it was cut, and what its
 * layers make.
 *
 * @param nameOf What TensorFlow.js calls a layer, by its name in the source.
 * @throws {OracleRefusal} where it was cut at a layer that TensorFlow.js gives no tensor of by itself.
 */
export function layersNetwork(
  tf: Tensorflow,
  model: LayersModel,
  { request, nameOf }: {
    readonly request: OracleRequest;
    readonly nameOf: (source: string) => string;
  },
): TfjsNetwork {
  const layers = new Map(model.layers.map((layer) => [layer.name, layer]));
  const twins: Layer[] = [];
  const found = innerTensors(request).flatMap((tensor) => {
    const layer = layers.get(nameOf(tensor.name));
    const output = layer &&
      (tensor.beforeActivation ? beforeActivation(tf, layer, twins) : lastOutput(layer));
    return output ? [{ tensor, output }] : [];
  });
  const isCut = cutOutputs(request.source) !== null;
  const ends = isCut
    ? request.model.outputs.map(({ name }) => cutOutput(layers.get(nameOf(name)), name))
    : model.outputs;
  const part = (outputs: SymbolicTensor[]) => tf.model({ inputs: model.inputs, outputs });
  const plain = isCut ? part(ends) : model;
  const inner = found.length === 0 ? plain : part([...ends, ...found.map(({ output }) => output)]);
  return {
    tensors: found.map(({ tensor }) => tensor),
    call: (inputs, all) => listOf((all ? inner : plain).predictOnBatch([...inputs])),
    dispose() {
      twins.forEach((twin) => twin.dispose());
      model.dispose();
    },
  };
}

/** What a layer makes at which a network was cut. */
function cutOutput(layer: Layer | undefined, name: string): SymbolicTensor {
  const output = layer && lastOutput(layer);
  if (output) return output;
  throw new OracleRefusal({ reason: "it gives no tensor of a layer at which the model was cut", node: name });
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
