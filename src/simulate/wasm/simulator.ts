import { type Design, tensorOf } from "../../design/mod.ts";
import { type FixedTensor, type Mantissas, sizeOf } from "../../tensor/mod.ts";
import { createMachine, type Machine } from "./machine.ts";
import { compileProgram, type Program } from "./assembler/program.ts";

/** A design that is ready to run. */
export interface CompiledDesign {
  readonly program: Program;
  readonly module: WebAssembly.Module;
  readonly machine: Machine;
}

/** Programs that were written before, and those that were compiled: an entry lives as long as its design. */
const programs = new WeakMap<Design, Program>();
const compiled = new WeakMap<Design, CompiledDesign>();

/** The program of a design, written once. */
export function programOf(design: Design): Program {
  const known = programs.get(design);
  if (known !== undefined) return known;
  const program = compileProgram(design);
  programs.set(design, program);
  return program;
}

/** Compiles a design, once. */
export function compiledDesign(design: Design): CompiledDesign {
  const known = compiled.get(design);
  if (known !== undefined) return known;
  const program = programOf(design);
  const module = new WebAssembly.Module(program.bytes);
  const made = { program, module, machine: createMachine(program, { module, design }) };
  compiled.set(design, made);
  return made;
}

/** Which samples of which tensors to compute. */
export interface RunRequest {
  readonly inputs: readonly FixedTensor[];
  /** Tensors to fetch, by name. */
  readonly outputs: ReadonlyMap<string, FixedTensor>;
  readonly from: number;
  /** Index behind the last sample. */
  readonly to: number;
}

/** Computes samples one by one and fills in their part of the outputs. */
export function runSamples(
  design: Design,
  machine: Machine,
  { inputs, outputs, from, to }: RunRequest,
): void {
  const sampleOf = ({ data, shape }: FixedTensor, sample: number) => {
    const size = sizeOf(shape.slice(1));
    return data.subarray(sample * size, (sample + 1) * size);
  };
  for (let sample = from; sample < to; sample++) {
    design.inputs.forEach(({ tensor }, i) => machine.write(tensor, sampleOf(inputs[i], sample)));
    machine.run();
    for (const [name, tensor] of outputs) machine.read(name, sampleOf(tensor, sample));
  }
}

/** Empty tensors of so many samples. */
export function emptyTensors(
  design: Design,
  { names, samples }: { readonly names: Iterable<string>; readonly samples: number },
): ReadonlyMap<string, FixedTensor> {
  return new Map([...names].map((name) => {
    const { shape, type } = tensorOf(design, name);
    const data = new BigInt64Array(samples * sizeOf(shape)) as Mantissas;
    return [name, { shape: [samples, ...shape], type, data }];
  }));
}
