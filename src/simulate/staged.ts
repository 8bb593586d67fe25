import { RecentlyUsed } from "../base/recently_used.ts";
import { checkInputs } from "../design/check_inputs.ts";
import { type Design, outputsOf, type Stage, tensorOf } from "../design/mod.ts";
import { type FixedTensor, type Mantissas, sizeOf } from "../tensor/mod.ts";
import { simulateOutputs } from "./simulate.ts";
import { createMachine, type Machine } from "./wasm/machine.ts";
import { compileProgram } from "./wasm/assembler/program.ts";
import { storageBytes } from "./wasm/map/range.ts";

/** Bytes of tensors that are kept where nobody says. */
const KEPT_BYTES = 2 ** 28;

/** Bytes of all tensors of all samples beyond which a design is simulated sample by sample instead, and nothing kept. */
const MOST_BYTES = 2 ** 30;

/** Modules that are kept: an instance of each takes half a megabyte and more. */
const KEPT_MODULES = 96;

/** What a {@linkcode StagedSimulator} did. */
export interface StagedCounts {
  /** Modules that were written and compiled. */
  readonly compiled: number;
  /** Stages that were computed, for all samples each. */
  readonly computed: number;
}

/** A tensor of all samples, one behind the other, in as many bytes an element as simulation takes. */
type Kept = Uint8Array;

/**
 * Simulates designs that differ in a few stages, stage by stage: what a stage computed for the same inputs, and its module, are
 * kept. Stages that are one object are the same, which those of `draftDesign()` with one memo are.
 */
export class StagedSimulator {
  readonly #tensors: RecentlyUsed<Kept>;
  readonly #machines = new RecentlyUsed<Machine>(KEPT_MODULES, () => 1);
  readonly #keys = new Map<string, string>();
  readonly #ids = new WeakMap<object, number>();
  #nextId = 0;
  #compiled = 0;
  #computed = 0;

  /** Bytes of all tensors of all samples beyond which nothing is kept. */
  readonly mostBytes: number;

  /**
   * Keeps nothing yet.
   *
   * @param keptBytes Of tensors; 0 keeps none.
   * @param mostBytes Of all tensors of all samples of a design that is simulated stage by stage.
   */
  constructor(keptBytes: number = KEPT_BYTES, mostBytes: number = MOST_BYTES) {
    this.mostBytes = mostBytes;
    this.#tensors = new RecentlyUsed(keptBytes, ({ length }) => length);
  }

  /** What was done so far. */
  get counts(): StagedCounts {
    return { compiled: this.#compiled, computed: this.#computed };
  }

  /**
   * The outputs of a design, bit for bit.
   *
   * @param inputs Tensors of mantissas `[samples, ...shape]` in the order of the design's inputs; the same objects are known
   * to be the same numbers.
   * @returns Tensors `[samples, ...shape]`, channels last, in the order of the design's outputs.
   * @throws {InterlaceError} for inputs that do not fit.
   */
  outputs(design: Design, inputs: readonly FixedTensor[]): readonly FixedTensor[] {
    checkInputs(design, inputs);
    const bytes = [...design.tensors.keys()].reduce((sum, name) => sum + bytesOf(design, name), 0);
    if (bytes * inputs[0].shape[0] > this.mostBytes) return simulateOutputs(design, inputs);
    const { keys, sourceOf } = this.#keysOf(design, inputs);
    const ends = design.outputs.map(({ tensor }) => sourceOf(tensor));
    const made = new Map<string, Kept>();
    const needed = new Set(ends);
    // Backwards: what is there already needs nothing in front of it.
    const missing = design.stages.toReversed().filter(({ name, inputs }) => {
      if (!needed.has(name)) return false;
      const kept = this.#tensors.get(keys.get(name)!);
      if (kept === undefined) inputs.forEach((input) => needed.add(sourceOf(input)));
      else made.set(name, kept);
      return kept === undefined;
    });
    for (const stage of missing.toReversed()) {
      const { name } = stage;
      const given = design.inputs.findIndex(({ tensor }) => tensor === name);
      const tensor = given >= 0
        ? rawOf(design, name, inputs[given])
        : this.#compute(design, stage, stage.inputs.map((input) => made.get(sourceOf(input))!));
      made.set(name, tensor);
      this.#tensors.set(keys.get(name)!, tensor);
    }
    return design.outputs.map(({ tensor }, i) => fixedOf(design, tensor, made.get(ends[i])!));
  }

  /** What says all that a tensor follows from, by its name, and of which tensor another is a copy. */
  #keysOf(design: Design, inputs: readonly FixedTensor[]) {
    const sources = new Map<string, string>();
    const sourceOf = (name: string) => sources.get(name) ?? name;
    const keys = new Map(design.inputs.map(({ tensor }, i) => [tensor, `${this.#idOf(inputs[i])}`]));
    for (const stage of design.stages) {
      const { name, plan } = stage;
      const read = stage.inputs.map(sourceOf);
      if (plan.kind === "clone") plan.copies.forEach((copy) => sources.set(copy, read[0]));
      else if (plan.kind !== "input") {
        keys.set(name, this.#short(`${this.#idOf(stage)} ${read.map((input) => keys.get(input)!).join()}`));
      }
    }
    return { keys, sourceOf };
  }

  #compute(design: Design, stage: Stage, operands: readonly Kept[]): Kept {
    const machine = this.#machineOf(design, stage);
    this.#computed++;
    const [output] = outputsOf(stage);
    const sizes = stage.inputs.map((name) => bytesOf(design, name));
    const size = bytesOf(design, output);
    const samples = operands[0].length / sizes[0];
    const made = new Uint8Array(samples * size);
    for (let sample = 0; sample < samples; sample++) {
      stage.inputs.forEach((name, i) =>
        machine.writeRaw(name, operands[i].subarray(sample * sizes[i], (sample + 1) * sizes[i]))
      );
      machine.run();
      machine.readRaw(output, made.subarray(sample * size, (sample + 1) * size));
    }
    return made;
  }

  #machineOf(design: Design, stage: Stage): Machine {
    const id = `${this.#idOf(stage)}`;
    const known = this.#machines.get(id);
    if (known !== undefined) return known;
    this.#compiled++;
    const machine = machineOf(design, stage);
    this.#machines.set(id, machine);
    return machine;
  }

  /** A name for a long one, which would grow with every stage. */
  #short(key: string): string {
    const known = this.#keys.get(key) ?? `#${this.#keys.size}`;
    this.#keys.set(key, known);
    return known;
  }

  #idOf(object: object): number {
    const known = this.#ids.get(object);
    if (known !== undefined) return known;
    this.#nextId++;
    this.#ids.set(object, this.#nextId);
    return this.#nextId;
  }
}

/** An instance of a module of one stage alone. */
function machineOf(design: Design, stage: Stage): Machine {
  const names = [...stage.inputs, ...outputsOf(stage)];
  const lone: Design = {
    ...design,
    stages: [stage],
    tensors: new Map(names.map((name) => [name, tensorOf(design, name)])),
    inputs: stage.inputs.map((tensor, index) => ({ index, tensor })),
    outputs: [],
  };
  const program = compileProgram(lone);
  return createMachine(program, { module: new WebAssembly.Module(program.bytes), design: lone });
}

/** Bytes of a sample of a tensor. */
function bytesOf(design: Design, name: string): number {
  const { shape, type } = tensorOf(design, name);
  return sizeOf(shape) * storageBytes(type);
}

function rawOf(design: Design, name: string, { data }: FixedTensor): Kept {
  const bytes = storageBytes(tensorOf(design, name).type);
  if (bytes === 8) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const words = new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
  const narrow = bytes === 2 ? new Int16Array(data.length) : new Int32Array(data.length);
  for (let i = 0; i < narrow.length; i++) narrow[i] = words[2 * i];
  return new Uint8Array(narrow.buffer);
}

function fixedOf(design: Design, name: string, kept: Kept): FixedTensor {
  const { shape, type } = tensorOf(design, name);
  const bytes = storageBytes(type);
  const count = kept.length / bytes;
  const data = new BigInt64Array(count) as Mantissas;
  const words = new Int32Array(data.buffer);
  if (bytes === 8) data.set(new BigInt64Array(kept.buffer, kept.byteOffset, count));
  else {
    const narrow = bytes === 2
      ? new Int16Array(kept.buffer, kept.byteOffset, count)
      : new Int32Array(kept.buffer, kept.byteOffset, count);
    for (let i = 0; i < count; i++) {
      words[2 * i] = narrow[i];
      words[2 * i + 1] = narrow[i] >> 31;
    }
  }
  return { shape: [count / sizeOf(shape), ...shape], type, data };
}
