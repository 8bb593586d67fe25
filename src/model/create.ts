import { InterlaceError } from "../base/errors.ts";
import { type Layer, outputShapeOf } from "../layers/mod.ts";
import type { Shape } from "../tensor/mod.ts";
import type { Model, ModelSource, Port } from "./model.ts";

/** The parts of a model before they are checked; the layers may come in any order. */
export interface ModelParts {
  /** Any text. */
  readonly name: string;
  /** In any order. */
  readonly layers: readonly Layer[];
  /** In the order of the source; every input layer stands in one of them. */
  readonly inputs: readonly Port[];
  /** In the order of the source, at least one; any layer's tensor can be one. */
  readonly outputs: readonly Port[];
  /** Left out or null for a model that no file stands behind. */
  readonly source?: ModelSource | null;
}

/**
 * Checks a graph and makes it a {@linkcode Model}: names are unique, nothing dangles, there is no cycle, shapes fit.
 * Layers are put in topological order (stable: a layer keeps its place unless an input comes later).
 *
 * @throws {InterlaceError} with every structural problem in its details, or for the first layer that does not fit.
 */
export function createModel(parts: ModelParts): Model {
  const problems = structureProblems(parts);
  if (problems.length > 0) {
    throw new InterlaceError(`Cannot build model "${parts.name}": its graph is not sound`, {
      code: "model-invalid",
      details: problems,
    });
  }
  const layers = sortTopologically(parts);
  const shapes = new Map<string, Shape>();
  for (const layer of layers) {
    shapes.set(layer.name, outputShapeOf(layer, layer.inputs.map((name) => shapes.get(name)!)));
  }
  for (const port of [...parts.inputs, ...parts.outputs]) checkPort(port, shapes.get(port.layer)!);
  return {
    name: parts.name,
    layers,
    shapes,
    inputs: parts.inputs,
    outputs: parts.outputs,
    source: parts.source ?? null,
  };
}

function structureProblems(parts: ModelParts): string[] {
  const problems: string[] = [];
  const names = new Set<string>();
  for (const { name } of parts.layers) {
    if (names.has(name)) problems.push(`two layers are called "${name}"`);
    names.add(name);
  }
  for (const layer of parts.layers) {
    for (const input of layer.inputs) {
      if (!names.has(input)) problems.push(`layer "${layer.name}" reads "${input}", which does not exist`);
    }
  }
  const portNames = new Set<string>();
  for (const [role, ports] of [["input", parts.inputs], ["output", parts.outputs]] as const) {
    if (ports.length === 0) problems.push(`it has no ${role}`);
    for (const port of ports) {
      if (!names.has(port.layer)) {
        problems.push(`${role} "${port.name}" stands for "${port.layer}", which does not exist`);
      }
      if (portNames.has(`${role} ${port.name}`)) problems.push(`two ${role}s are called "${port.name}"`);
      portNames.add(`${role} ${port.name}`);
    }
  }
  const entries = new Set(parts.inputs.map((port) => port.layer));
  const computed = new Set(
    parts.layers.filter((layer) => layer.inputs.length > 0).map((layer) => layer.name),
  );
  for (const port of parts.inputs) {
    if (computed.has(port.layer)) {
      problems.push(`input "${port.name}" stands for "${port.layer}", which is computed`);
    }
  }
  for (const layer of parts.layers) {
    if (layer.kind === "input" && !entries.has(layer.name)) {
      problems.push(`"${layer.name}" is no input of the model`);
    }
  }
  return problems;
}

/** Kahn's algorithm, always taking the first layer that is ready. */
function sortTopologically(parts: ModelParts): Layer[] {
  const sorted: Layer[] = [];
  const done = new Set<string>();
  let waiting = [...parts.layers];
  while (waiting.length > 0) {
    const later: Layer[] = [];
    for (const layer of waiting) {
      if (layer.inputs.every((name) => done.has(name))) {
        sorted.push(layer);
        done.add(layer.name);
      } else later.push(layer);
    }
    if (later.length === waiting.length) {
      throw new InterlaceError(`Cannot build model "${parts.name}": its graph has a cycle`, {
        code: "model-invalid",
        details: [`through ${later.map((layer) => `"${layer.name}"`).slice(0, 10).join(", ")}`],
      });
    }
    waiting = later;
  }
  return sorted;
}

function checkPort(port: Port, shape: Shape): void {
  const permuted = [...port.axes].sort((a, b) => a - b).every((axis, i) => axis === i);
  const fits = port.axes.length === shape.length && port.sourceShape.length === shape.length &&
    port.axes.every((axis, i) => port.sourceShape[axis] === shape[i]);
  if (!permuted || !fits) {
    throw new InterlaceError(
      `Cannot build port "${port.name}": shape [${port.sourceShape}] with axes [${port.axes}] is not [${shape}]`,
      { code: "model-invalid" },
    );
  }
}
