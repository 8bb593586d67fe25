import type { FunctionBody, Local } from "./encoder.ts";
import { emitLoad, emitStore } from "./element_loop.ts";
import { I32, I32X4, I64, type Lanes } from "./lanes.ts";

/** Runs of at most so many steps are written out, without a loop. */
const UNROLLED = 4;

/** Where a nest of loops finds pixels: an address, and the bytes from one row and one column to the next. */
export interface PixelWalk {
  readonly address: number;
  readonly row: number;
  readonly column: number;
}

/** The rows and columns that a nest of loops visits. */
export interface PixelGrid {
  readonly rows: number;
  readonly columns: number;
  readonly walks: readonly PixelWalk[];
}

/** Runs code for every pixel, with a pointer for each walk that the code must not move. */
export function emitPixels(
  body: FunctionBody,
  { rows, columns, walks }: PixelGrid,
  code: (pointers: readonly Local[]) => void,
): void {
  const atRow = walks.map(({ address }) => pointerAt(body, (pointer) => body.i32(address).set(pointer)));
  repeat(body, rows, { pointers: atRow, steps: walks.map(({ row }) => row) }, () => {
    if (columns === 1) return code(atRow);
    const atPixel = atRow.map((start) => pointerAt(body, (pointer) => body.get(start).set(pointer)));
    repeat(
      body,
      columns,
      { pointers: atPixel, steps: walks.map(({ column }) => column) },
      () => code(atPixel),
    );
  });
}

/** Elements that a run reads or writes, one at a time or several adjacent ones together. */
export interface RunOperand {
  readonly pointer: Local;
  readonly bytes: 2 | 4 | 8;
  /** Bytes from an element to the next; 0 where one meets all. */
  readonly element: number;
}

/** One step of a run: its words are those of one element, or of several side by side. */
export interface RunStep {
  readonly lanes: Lanes;
  /** Pushes the words of an operand, or of what is so many bytes behind it. */
  readonly load: (operand: number, place?: { readonly offset?: number; readonly behind?: Local }) => void;
  /** Stores words as an operand's elements. */
  readonly store: (operand: number, value: Local) => void;
  /** Local variables for words, the same in every step. */
  readonly words: (count: number) => readonly Local[];
}

/** How a run is computed. */
export interface Run {
  /** Words that elements are computed in. */
  readonly bits: 32 | 64;
  readonly length: number;
  readonly operands: readonly RunOperand[];
}

/** Runs code for elements in a row: vectors first where all are adjacent, then single elements. */
export function emitRun(
  body: FunctionBody,
  { bits, length, operands }: Run,
  code: (step: RunStep) => void,
): void {
  const isRegular = operands.every(({ element, bytes }) => element === bytes || element === 0);
  // Two words of 64 bits side by side are slower than one by one: few of their operations are a single instruction.
  const whole = bits === 64 ? I64 : isRegular ? I32X4 : I32;
  const steps = Math.floor(length / whole.count);
  emitSteps(body, { lanes: whole, first: 0, steps, operands }, code);
  emitSteps(body, { lanes: I32, first: steps * whole.count, steps: length % whole.count, operands }, code);
}

/** An operand of a nest of loops over rows, columns and the elements of a pixel. */
export interface NestOperand extends PixelWalk, Omit<RunOperand, "pointer"> {}

/** A nest of loops over rows, columns and the elements of a pixel. */
export interface Nest {
  readonly bits: 32 | 64;
  readonly rows: number;
  readonly columns: number;
  /** Elements of a pixel. */
  readonly length: number;
  readonly operands: readonly NestOperand[];
}

/** Runs code for all elements; pixels and rows that follow each other in every operand become one run. */
export function emitNest(body: FunctionBody, nest: Nest, code: (step: RunStep) => void): void {
  const { bits, rows, columns, length, operands } = joined(nest);
  emitPixels(body, { rows, columns, walks: operands }, (pointers) => {
    const own = operands.map(({ bytes, element }, i) => ({ pointer: pointers[i], bytes, element }));
    emitRun(body, { bits, length, operands: own }, code);
  });
}

function joined(nest: Nest): Nest {
  const { rows, columns, length, operands } = nest;
  const followOn = (axis: "row" | "column", elements: number) =>
    operands.every((operand) => operand[axis] === elements * operand.element);
  if (columns > 1 && followOn("column", length)) {
    return joined({ ...nest, columns: 1, length: length * columns });
  }
  if (rows > 1 && columns === 1 && followOn("row", length)) {
    return { ...nest, rows: 1, length: length * rows };
  }
  return nest;
}

interface Steps {
  readonly lanes: Lanes;
  /** Index of the first element. */
  readonly first: number;
  readonly steps: number;
  readonly operands: readonly RunOperand[];
}

function emitSteps(
  body: FunctionBody,
  { lanes, first, steps, operands }: Steps,
  code: (step: RunStep) => void,
): void {
  if (steps === 0) return;
  const locals: Local[] = [];
  const stepAt = (pointers: readonly Local[], offsets: readonly number[]): RunStep => ({
    lanes,
    load(index, { offset = 0, behind } = {}) {
      const { bytes, element } = operands[index];
      const pointer = behind === undefined
        ? pointers[index]
        : pointerAt(body, (sum) => body.get(pointers[index]).get(behind).op("i32.add").set(sum));
      const place = { pointer, offset: offsets[index] + offset, bytes };
      if (element === 0) emitSplat(body, lanes, place);
      else emitLoad(body, lanes, pointer, bytes, place.offset);
    },
    store: (index, value) =>
      emitStore(body, lanes, {
        address: pointers[index],
        offset: offsets[index],
        value,
        bytes: operands[index].bytes,
      }),
    words(count) {
      while (locals.length < count) locals.push(body.local(lanes.type));
      return locals;
    },
  });
  const isForward = operands.every(({ element }) => element >= 0);
  if (isForward && steps <= UNROLLED) {
    for (let step = 0; step < steps; step++) {
      const offsets = operands.map(({ element }) => (first + step * lanes.count) * element);
      code(stepAt(operands.map(({ pointer }) => pointer), offsets));
    }
    return;
  }
  const pointers = operands.map(({ pointer, element }) =>
    pointerAt(body, (own) => body.get(pointer).i32(first * element).op("i32.add").set(own))
  );
  repeat(body, steps, { pointers, steps: operands.map(({ element }) => element * lanes.count) }, () => {
    code(stepAt(pointers, operands.map(() => 0)));
  });
}

/** Pushes one element in every word. */
function emitSplat(
  body: FunctionBody,
  lanes: Lanes,
  { pointer, offset, bytes }: { readonly pointer: Local; readonly offset: number; readonly bytes: 2 | 4 | 8 },
): void {
  if (lanes !== I32X4) return emitLoad(body, lanes, pointer, bytes, offset);
  emitLoad(body, I32, pointer, bytes, offset);
  body.op("i32x4.splat");
}

function pointerAt(body: FunctionBody, set: (pointer: Local) => void): Local {
  const pointer = body.local("i32");
  set(pointer);
  return pointer;
}

/** Runs code so many times and moves pointers on after each. */
function repeat(
  body: FunctionBody,
  count: number,
  { pointers, steps }: { readonly pointers: readonly Local[]; readonly steps: readonly number[] },
  code: () => void,
): void {
  if (count === 1) return code();
  const left = body.local("i32");
  body.i32(count).set(left);
  body.loop(() => {
    code();
    pointers.forEach((pointer, i) => {
      if (steps[i] !== 0) body.get(pointer).i32(steps[i]).op("i32.add").set(pointer);
    });
    body.get(left).i32(1).op("i32.sub").tee(left);
  });
}
