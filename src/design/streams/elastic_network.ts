import type { ElasticNetwork, ElasticProcess, ElasticSource } from "../../dataflow/mod.ts";
import type { ElasticTiming } from "../../target/mod.ts";
import { fifosOf } from "./fifos.ts";
import { stageActors } from "./elastic_stages.ts";
import { moduleStage } from "../stage_ends.ts";
import type { Design } from "../plans/plan.ts";
import { outputsOf, streamNamed } from "../stage_tensors.ts";

/** Of a design, what its dataflow follows from. */
type ElasticParts = Pick<Design, "stages" | "tensors" | "inputs" | "outputs" | "target">;

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
  const names = fifosOf(design);
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
    actors: stageActors(moduleStage(design, stage), timing),
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
