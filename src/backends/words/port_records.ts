import { type Design, type DesignPort, portionsOf, tensorOf } from "../../design/mod.ts";
import type { Overflow, Quantization } from "../../fixed/mod.ts";
import type { Port } from "../../model/mod.ts";
import { planPacking } from "./packing.ts";
import type { WordBits } from "./word_bits.ts";

/** A port as `deploy/network.json` describes it to the program of the host, which quantises and packs by it. */
export interface PortRecord {
  /** In the model. */
  readonly name: string;
  /** Of a sample, in the layout of the model's file. */
  readonly sourceShape: readonly number[];
  /** Axis i of what the hardware takes, channels last, is this axis of `sourceShape`. */
  readonly axes: readonly number[];
  /** Its fixed-point type. */
  readonly type: {
    readonly width: number;
    readonly integer: number;
    readonly signed: boolean;
    readonly quantization: Quantization;
    readonly overflow: Overflow;
  };
  /** How it lies in words. */
  readonly slotBits: number;
  readonly elements: number;
  readonly beats: number;
  readonly beatBytes: number;
}

/** The ports of a design, for the program of a host. Names of the model stand in here alone, as JSON. */
export function portRecords(
  design: Design,
  wordBits: WordBits,
): { readonly inputs: readonly PortRecord[]; readonly outputs: readonly PortRecord[] } {
  const record = (ports: readonly Port[]) => ({ index, tensor: key }: DesignPort): PortRecord => {
    const { name, sourceShape, axes } = ports[index];
    const tensor = tensorOf(design, key);
    const { width, integer, signed, quantization, overflow } = tensor.type;
    const { count, width: elements } = portionsOf(tensor);
    const { slotBits, beatBytes } = planPacking(tensor, wordBits);
    return {
      name,
      sourceShape,
      axes,
      type: { width, integer, signed, quantization, overflow },
      slotBits,
      elements,
      beats: count,
      beatBytes,
    };
  };
  return {
    inputs: design.inputs.map(record(design.simplified.inputs)),
    outputs: design.outputs.map(record(design.simplified.outputs)),
  };
}
