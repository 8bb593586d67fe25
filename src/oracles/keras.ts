import type { KerasArchive, KerasLayerStep } from "../frontends/keras/archive.ts";
import { tfjsTopology } from "./keras_topology.ts";
import type { OracleRequest, OracleRun } from "./run.ts";
import { runTfjsLayers, type TfjsVariables } from "./tfjs.ts";

/**
 * Runs a Keras network in TensorFlow.js, which has many of Keras's layers: the configuration is rewritten as far as
 * the versions differ, and the weights are put into the layers that TensorFlow.js makes of it.
 *
 * @param archive The opened file of the model.
 * @returns Null where TensorFlow.js lacks a layer of the network, or computes it otherwise.
 * @throws {InterlaceError} of kind `"failure"` if TensorFlow.js cannot load or run the network.
 */
export async function runKerasInTfjs(request: OracleRequest, archive: KerasArchive): Promise<OracleRun | null> {
  const topology = tfjsTopology(archive.config);
  if (topology === null) return null;
  const variables: TfjsVariables = ({ path, names }) => {
    const steps = path.map(({ name, className, index }): KerasLayerStep => {
      return { name, className, index, wrapped: false };
    });
    return archive.weights({ steps, variables: names });
  };
  return await runTfjsLayers(request, { topology, variables });
}
