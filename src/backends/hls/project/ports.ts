import type { Design } from "../../../design/mod.ts";

/** Names of a design's tensors and ports as templates use them. */
export interface PortNames {
  /** C++ identifier of a port or of a variable between stages. */
  readonly id: string;
  /** C++ variable that holds it for the top function's caller, whose own names have no such prefix. */
  readonly variable: string;
  /** C++ typedef of an element. */
  readonly type: string;
  /** C++ typedef of a stream beat; declared in stream mode alone. */
  readonly beat: string;
  /** Bits of an element. */
  readonly bits: number;
  /** Whether the highest of the bits is a sign bit, to be extended in a mantissa. */
  readonly signed: boolean;
  /** Elements of a sample. */
  readonly size: number;
  /** Beats of a sample; in parallel mode its pixels. */
  readonly beats: number;
  /** Elements of a beat, or of a pixel. */
  readonly width: number;
}

/** The sort order in which a design's tensors are traced: that of its map. */
export function tensorOrder(design: Design): readonly string[] {
  return [...design.tensors.keys()];
}
