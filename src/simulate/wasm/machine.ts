import { type Design, inputTensors } from "../../design/mod.ts";
import { type FixedTensor, type Mantissas, sizeOf } from "../../tensor/mod.ts";
import { simulateScalar } from "../scalar/simulate.ts";
import type { PlacedTensor } from "./context.ts";
import { isContiguous, rowLength } from "./layout.ts";
import type { Program, ProgramStage } from "./assembler/program.ts";
import { createTransfers, type ElementPlace } from "./transfers.ts";

/** An instance of a design's module: it computes one sample after the other. */
export interface Machine {
  /** Puts a sample of a tensor where the module reads it. */
  readonly write: (tensor: string, lanes: BigInt64Array) => void;
  /** Computes all stages. */
  readonly run: () => void;
  /** Computes one stage, by its index in the program. */
  readonly runStage: (index: number) => void;
  /** Fetches a tensor of the sample. */
  readonly read: (tensor: string, lanes: BigInt64Array) => void;
  /** The same with elements of as many bytes as the module keeps them in. */
  readonly writeRaw: (tensor: string, bytes: Uint8Array) => void;
  readonly readRaw: (tensor: string, bytes: Uint8Array) => void;
}

/** Makes an instance of a compiled program. */
export function createMachine(
  program: Pick<Program, "stages" | "tensors">,
  { module, design }: { readonly module: WebAssembly.Module; readonly design: Design },
): Machine {
  const { exports } = new WebAssembly.Instance(module);
  const transfers = createTransfers(exports.memory as WebAssembly.Memory);
  const places = new Map([...program.tensors].map(([name, tensor]) => [name, placeOf(tensor)]));
  const write: Machine["write"] = (name, lanes) => transfers.write(places.get(name)!, lanes);
  const read: Machine["read"] = (name, lanes) => transfers.read(places.get(name)!, lanes);
  const steps = program.stages.map((stage) =>
    stage.run === null ? referenceStep({ stage, design, read, write }) : exports[stage.run] as () => void
  );
  return {
    write,
    read,
    run() {
      for (const step of steps) step();
    },
    runStage: (index) => steps[index](),
    writeRaw: (name, bytes) => transfers.writeRaw(places.get(name)!, bytes),
    readRaw: (name, bytes) => transfers.readRaw(places.get(name)!, bytes),
  };
}

/** The rows of a tensor, or one long row where they are adjacent. */
export function placeOf({ layout }: Pick<PlacedTensor, "layout">): ElementPlace {
  const { address, bytes, rows, rowPitch } = layout;
  const length = rowLength(layout);
  return isContiguous(layout)
    ? { address, bytes, rows: 1, length: length * rows, pitch: 0 }
    : { address, bytes, rows, length, pitch: rowPitch };
}

/** Computes a stage by the scalar reference, for a design of nothing but its inputs and itself. */
function referenceStep({ stage: { stage }, design, read, write }: {
  readonly stage: ProgramStage;
  readonly design: Design;
  readonly read: Machine["read"];
  readonly write: Machine["write"];
}): () => void {
  const inputs = inputTensors(design, stage);
  const lone: Design = {
    ...design,
    stages: [stage],
    inputs: stage.inputs.map((tensor, index) => ({ index, tensor })),
  };
  return () => {
    const tensors = inputs.map(({ name, shape, type }): FixedTensor => {
      const data = new BigInt64Array(sizeOf(shape)) as Mantissas;
      read(name, data);
      return { shape: [1, ...shape], type, data };
    });
    for (const [name, { data }] of simulateScalar(lone, tensors)) {
      if (!inputs.some((input) => input.name === name)) write(name, data);
    }
  };
}
