import type { Design } from "../../design/mod.ts";
import { type FixedTensor, type Mantissas, sizeOf } from "../../tensor/mod.ts";
import { simulateScalar } from "../scalar/simulate.ts";
import type { PlacedTensor } from "./context.ts";
import { isContiguous, rowLength } from "./layout.ts";
import type { Program, ProgramStage } from "./program.ts";

/** An instance of a design's module: it computes one sample after the other. */
export interface Machine {
  /** Puts a sample of an input where the module reads it. */
  readonly write: (tensor: string, lanes: BigInt64Array) => void;
  /** The same from numbers, each an integer that the tensor's type holds. */
  readonly writeNumbers: (tensor: string, numbers: Float64Array) => void;
  /** Computes all stages. */
  readonly run: () => void;
  /** Computes one stage of the module, by its index. */
  readonly runStage: (index: number) => void;
  /** Fetches a tensor of the sample. */
  readonly read: (tensor: string, lanes: BigInt64Array) => void;
  /** The same as numbers times a factor, rounded to float64. */
  readonly readNumbers: (tensor: string, target: { readonly numbers: Float64Array; readonly factor: number }) => void;
}

/** Makes an instance of a compiled program. */
export function createMachine(
  program: Pick<Program, "stages" | "tensors">,
  { module, design }: { readonly module: WebAssembly.Module; readonly design: Design },
): Machine {
  const { exports } = new WebAssembly.Instance(module);
  const memory = exports.memory as WebAssembly.Memory;
  const views = { 2: new Int16Array(memory.buffer), 4: new Int32Array(memory.buffer), 8: new BigInt64Array(memory.buffer) };
  const place = (name: string) => program.tensors.get(name)!;
  const write: Machine["write"] = (name, lanes) => {
    const tensor = place(name);
    const { bytes } = tensor.layout;
    if (bytes === 8) return eachRow(tensor, (at, from, length) => views[8].set(lanes.subarray(from, from + length), at));
    const words = new Int32Array(lanes.buffer, lanes.byteOffset, 2 * lanes.length);
    const view = views[bytes];
    eachRow(tensor, (at, from, length) => {
      for (let i = 0; i < length; i++) view[at + i] = words[2 * (from + i)];
    });
  };
  const read: Machine["read"] = (name, lanes) => {
    const tensor = place(name);
    const { bytes } = tensor.layout;
    if (bytes === 8) return eachRow(tensor, (at, from, length) => lanes.set(views[8].subarray(at, at + length), from));
    const words = new Int32Array(lanes.buffer, lanes.byteOffset, 2 * lanes.length);
    const view = views[bytes];
    eachRow(tensor, (at, from, length) => {
      for (let i = 0; i < length; i++) {
        const value = view[at + i];
        words[2 * (from + i)] = value;
        words[2 * (from + i) + 1] = value >> 31;
      }
    });
  };
  const steps = program.stages.map((stage) =>
    stage.run === null
      ? referenceStep({ stage, design, read, write })
      : exports[stage.run] as () => void
  );
  return {
    write,
    read,
    writeNumbers(name, numbers) {
      const tensor = place(name);
      const { bytes } = tensor.layout;
      eachRow(tensor, (at, from, length) => {
        if (bytes === 8) for (let i = 0; i < length; i++) views[8][at + i] = BigInt(numbers[from + i]);
        else for (let i = 0, view = views[bytes]; i < length; i++) view[at + i] = numbers[from + i];
      });
    },
    readNumbers(name, { numbers, factor }) {
      const tensor = place(name);
      const { bytes } = tensor.layout;
      const asNumber = (lane: bigint) => Number(tensor.type.signed ? lane : BigInt.asUintN(64, lane));
      eachRow(tensor, (at, from, length) => {
        if (bytes === 8) for (let i = 0; i < length; i++) numbers[from + i] = asNumber(views[8][at + i]) * factor;
        else for (let i = 0, view = views[bytes]; i < length; i++) numbers[from + i] = view[at + i] * factor;
      });
    },
    run() {
      for (const step of steps) step();
    },
    runStage: (index) => steps[index](),
  };
}

/** Calls back for every stretch of adjacent elements: index in a view of the memory, in the sample, and their number. */
function eachRow({ layout }: PlacedTensor, action: (at: number, from: number, length: number) => void): void {
  const length = rowLength(layout);
  const first = layout.address / layout.bytes;
  if (isContiguous(layout)) return action(first, 0, length * layout.rows);
  for (let row = 0; row < layout.rows; row++) {
    action(first + row * layout.rowPitch / layout.bytes, row * length, length);
  }
}

/** Computes a stage by the scalar reference, for a design of nothing but its inputs and itself. */
function referenceStep({ stage: { stage }, design, read, write }: {
  readonly stage: ProgramStage;
  readonly design: Design;
  readonly read: Machine["read"];
  readonly write: Machine["write"];
}): () => void {
  const inputs = stage.inputs.map((name) => design.tensors.get(name)!);
  const lone: Design = { ...design, stages: [stage], inputs: stage.inputs.map((tensor, index) => ({ index, tensor })) };
  return () => {
    const tensors = inputs.map(({ name, shape, type }): FixedTensor => {
      const data = new BigInt64Array(sizeOf(shape)) as Mantissas;
      read(name, data);
      return { shape: [1, ...shape], type, data };
    });
    for (const [name, { data }] of simulateScalar(lone, tensors)) {
      if (!stage.inputs.includes(name)) write(name, data);
    }
  };
}
