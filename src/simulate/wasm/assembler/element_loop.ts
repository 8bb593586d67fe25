import type { ModuleBuilder } from "./builder.ts";
import type { FunctionBody, Local } from "./encoder.ts";
import { I32, I32X4, I64, type Lanes } from "./lanes.ts";
import { isContiguous, rowLength, sameShape, type TensorLayout } from "../layout.ts";

/** A function of an element of a tensor and of parameters that repeat. */
export interface ElementOperation {
  /** Words that it is computed in. */
  readonly bits: 32 | 64;
  /** Lists of equal length, of which an element takes the entry at its index modulo that length. */
  readonly parameters?: readonly (readonly bigint[])[];
  /** Changes the words in `value`. */
  readonly emit: (body: FunctionBody, lanes: Lanes, value: Local, parameters: readonly Local[]) => void;
}

/** The tensors that a loop reads and writes; both have the same elements in the same order. */
export interface ElementTensors {
  readonly from: TensorLayout;
  readonly to: TensorLayout;
}

/** Adjacent elements of both tensors, again and again. */
export interface Runs {
  readonly count: number;
  readonly length: number;
  /** Bytes from a run to the next. */
  readonly from: number;
  readonly to: number;
}

/** The longest runs, or those of single rows; null where the rows of both have margins and differ. */
export function runsOf({ from, to }: ElementTensors, options: { readonly byRow: boolean }): Runs | null {
  const elements = from.rows * rowLength(from);
  if (!options.byRow && isContiguous(from) && isContiguous(to)) {
    return { count: 1, length: elements, from: 0, to: 0 };
  }
  if (!isContiguous(from) && !isContiguous(to) && !sameShape(from, to)) return null;
  const rows = isContiguous(to) && !isContiguous(from) ? from : to;
  const length = rowLength(rows);
  const pitch = (layout: TensorLayout) => isContiguous(layout) ? length * layout.bytes : layout.rowPitch;
  return { count: rows.rows, length, from: pitch(from), to: pitch(to) };
}

/** Copies a tensor to where its rows may have other margins. */
export function emitRelayout(body: FunctionBody, builder: ModuleBuilder, { from, to }: ElementTensors): void {
  const runs = runsOf({ from, to }, { byRow: false });
  if (runs === null) {
    const between = contiguousCopy(builder, from);
    emitRelayout(body, builder, { from, to: between });
    emitRelayout(body, builder, { from: between, to });
    return;
  }
  emitRuns(body, { from, to }, runs, (source, target) => {
    body.get(target).get(source).i32(runs.length * from.bytes).copyMemory();
  });
}

/** Room for the elements of a tensor without margins. */
function contiguousCopy(builder: ModuleBuilder, layout: TensorLayout): TensorLayout {
  const margins = { top: 0, bottom: 0, left: 0, right: 0 };
  return builder.tensor(layout, { bytes: layout.bytes, margins });
}

/** Applies an operation to every element: vectors first, single elements for the rest of each run. */
export function emitElements(
  body: FunctionBody,
  builder: ModuleBuilder,
  { from, to }: ElementTensors,
  operation: ElementOperation,
): void {
  const parameters = operation.parameters ?? [];
  const period = parameters[0]?.length ?? 1;
  const runs = runsOf({ from, to }, { byRow: period > 1 });
  if (runs === null) {
    const between = contiguousCopy(builder, from);
    emitRelayout(body, builder, { from, to: between });
    emitElements(body, builder, { from: between, to }, operation);
    return;
  }
  // Parameters are laid out for a run, or for all runs where these do not begin at a multiple of the period.
  const isRepeated = runs.length % period === 0;
  const words = isRepeated ? runs.length : runs.length * runs.count;
  const wordBytes = operation.bits / 8;
  const addresses = period === 1 ? [] : parameters.map((values) => {
    const table = operation.bits === 32 ? new Int32Array(words) : new BigInt64Array(words);
    for (let i = 0; i < words; i++) {
      if (table instanceof Int32Array) table[i] = Number(BigInt.asIntN(32, values[i % period]));
      else table[i] = BigInt.asIntN(64, values[i % period]);
    }
    return builder.constants(table);
  });
  const pointers = addresses.map((address) => {
    const pointer = body.local("i32");
    body.i32(address).set(pointer);
    return pointer;
  });
  const whole = operation.bits === 32 ? I32X4 : I64;
  const vectorSteps = Math.floor(runs.length / whole.count);
  const rest = runs.length % whole.count;
  emitRuns(body, { from, to }, runs, (source, target) => {
    if (isRepeated) pointers.forEach((pointer, i) => body.i32(addresses[i]).set(pointer));
    const stretch = (lanes: Lanes, steps: number) => {
      if (steps === 0) return;
      const left = body.local("i32");
      const value = body.local(lanes.type);
      const locals = parameters.map(() => body.local(lanes.type));
      body.i32(steps).set(left);
      body.loop(() => {
        emitLoad(body, lanes, source, from.bytes);
        body.set(value);
        parameters.forEach((values, i) => {
          if (period === 1) lanes.constant(body, values[0]);
          else emitLoad(body, lanes, pointers[i], wordBytes as 4 | 8);
          body.set(locals[i]);
        });
        operation.emit(body, lanes, value, locals);
        emitStore(body, lanes, { address: target, value, bytes: to.bytes });
        const advance = (pointer: Local, bytes: number) =>
          body.get(pointer).i32(bytes).op("i32.add").set(pointer);
        advance(source, from.bytes * lanes.count);
        advance(target, to.bytes * lanes.count);
        pointers.forEach((pointer) => advance(pointer, wordBytes * lanes.count));
        body.get(left).i32(1).op("i32.sub").tee(left);
      });
    };
    stretch(whole, vectorSteps);
    if (rest > 0) stretch(I32, rest);
  });
}

/** Runs code for every run, with pointers to its first elements that the code may move. */
function emitRuns(
  body: FunctionBody,
  { from, to }: ElementTensors,
  runs: Runs,
  code: (source: Local, target: Local) => void,
): void {
  const [source, target, run] = [body.local("i32"), body.local("i32"), body.local("i32")];
  body.i32(0).set(run);
  body.loop(() => {
    body.get(run).i32(runs.from).op("i32.mul").i32(from.address).op("i32.add").set(source);
    body.get(run).i32(runs.to).op("i32.mul").i32(to.address).op("i32.add").set(target);
    code(source, target);
    body.get(run).i32(1).op("i32.add").tee(run).i32(runs.count).op("i32.lt_s");
  });
}

/** Pushes elements as words, from so many bytes behind an address. */
export function emitLoad(
  body: FunctionBody,
  lanes: Lanes,
  address: Local,
  bytes: 2 | 4 | 8,
  offset = 0,
): void {
  body.get(address);
  if (lanes === I32X4) body.memory(bytes === 2 ? "v128.load16x4_s" : "v128.load", offset);
  else if (lanes === I32) body.memory(bytes === 2 ? "i32.load16_s" : "i32.load", offset);
  else body.memory(bytes === 2 ? "i64.load16_s" : bytes === 4 ? "i64.load32_s" : "i64.load", offset);
}

/** Where words are stored as elements. */
export interface StoreRequest {
  readonly address: Local;
  /** Bytes behind the address; default 0. */
  readonly offset?: number;
  readonly value: Local;
  readonly bytes: 2 | 4 | 8;
}

/** Stores words as elements. */
export function emitStore(
  body: FunctionBody,
  lanes: Lanes,
  { address, offset = 0, value, bytes }: StoreRequest,
): void {
  body.get(address).get(value);
  if (lanes === I64) {
    body.memory(bytes === 2 ? "i64.store16" : bytes === 4 ? "i64.store32" : "i64.store", offset);
  } else if (lanes === I32) {
    if (bytes === 8) body.op("i64.extend_i32_s").memory("i64.store", offset);
    else body.memory(bytes === 2 ? "i32.store16" : "i32.store", offset);
  } else if (bytes === 2) {
    body.get(value).op("i16x8.narrow_i32x4_s").storeLane("v128.store64_lane", { offset, lane: 0 });
  } else if (bytes === 4) body.memory("v128.store", offset);
  else {
    body.op("i64x2.extend_low_i32x4_s").memory("v128.store", offset);
    body.get(address).get(value).op("i64x2.extend_high_i32x4_s").memory("v128.store", offset + 16);
  }
}
