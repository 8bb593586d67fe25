import type { ElasticNetwork, ElasticProcess, ElasticSource } from "../schedule/mod.ts";
import type { ElasticTiming } from "../target/mod.ts";
import { stageActors } from "./elastic_stages.ts";
import type { Design } from "./plan.ts";
import { inputTensors, outputsOf, outputTensors, streamNamed, streamOf } from "./stage_tensors.ts";

/** Of a design, what its dataflow follows from. */
type ElasticParts = Pick<Design, "stages" | "tensors" | "inputs" | "outputs">;

/** Names of the tensors that wait in a FIFO of a design in Verilog: all but the inputs of the design. */
export function elasticFifos(
  { tensors, inputs }: Pick<ElasticParts, "tensors" | "inputs">,
): readonly string[] {
  const ports = new Set(inputs.map((port) => port.tensor));
  return [...tensors.keys()].filter((name) => !ports.has(name));
}

/**
 * The stages of a design in Verilog as processes, and the tensors behind them as FIFOs.
 *
 * @param depthOf Places of the FIFO of a tensor where they were set.
 */
export function elasticNetworkOf(
  design: ElasticParts,
  timing: ElasticTiming,
  depthOf: (tensor: string) => number | null,
): ElasticNetwork {
  const names = elasticFifos(design);
  const outputs = new Set(design.outputs.map((port) => port.tensor));
  const indices = new Map(names.map((name, index) => [name, index]));
  const ports = new Map(design.inputs.map(({ tensor }, index) => [tensor, index]));
  const beatsOf = (name: string) => streamNamed(design, name).beats.count;
  const sourceOf = (name: string): ElasticSource => {
    const port = ports.get(name);
    return port === undefined ? { fifo: indices.get(name)! } : { port };
  };
  const processes = design.stages.filter(({ plan }) => plan.kind !== "input").map((
    stage,
  ): ElasticProcess => ({
    name: stage.name,
    kind: stage.plan.kind,
    inputs: stage.inputs.map(sourceOf),
    outputs: outputsOf(stage).map((name) => indices.get(name)!),
    actors: stageActors(stage.plan, {
      inputs: inputTensors(design, stage).map(streamOf),
      outputs: outputTensors(design, stage).map(streamOf),
    }, timing),
  }));
  return {
    processes,
    fifos: names.map((name) => ({
      name,
      depth: depthOf(name),
      beats: beatsOf(name),
      isOutput: outputs.has(name),
    })),
    ports: design.inputs.map(({ tensor }) => ({ name: tensor, beats: beatsOf(tensor) })),
  };
}
