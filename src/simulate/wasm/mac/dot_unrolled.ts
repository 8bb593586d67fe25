import { largest } from "../../../base/numbers/extremes.ts";
import type { ModuleBuilder } from "../assembler/builder.ts";
import type { DotPlan } from "./dot_plan.ts";
import {
  type DotRoutine,
  type DotShape,
  ELEMENTS,
  pairsOf,
  segmentMultiple,
  sourceOf,
  SPLAT,
} from "./dot_shape.ts";
import { dotSums } from "./dot_sums.ts";
import type { FunctionBody, Local } from "../assembler/encoder.ts";

/** A part of the inputs of the windows side by side, as it lies in the scratch area. */
interface ScratchSegment {
  readonly address: number;
  /** Bytes from one window's part to the next one's. */
  readonly step: number;
}

/** Bytes of machine code in one part, about: some thousand instructions, which a processor keeps decoded. */
const PART_BYTES = 10_000;

/** Bytes of machine code of a load from a constant address, of a product and its sum, and of a residue more. */
const CODE = { load: 9, product: 11, residue: 20 };

/** Bytes from which on a call that copies memory is faster than copying vector by vector, and much shorter. */
const MIN_BULK_BYTES = 512;

/** Elements of the pieces that long windows are cut into. */
const PIECE_ELEMENTS = 256;

/** Adjacent elements of a window in a plane of products. */
interface Piece {
  readonly plane: number;
  /** Index of the plane of inputs. */
  readonly source: number;
  /** Bytes behind the window's first element. */
  readonly offset: number;
  readonly elements: number;
  /** Taps that are computed at once: their pairs follow each other. */
  readonly taps: number;
  /** Index in the plane of its first pair. */
  readonly pair: number;
}

/** A plane of a window without taps: it has no product, but its sums begin and end like any others. */
const NOTHING = { offset: 0, elements: 0, taps: 1 };

/** The windows' pieces, at least one a plane, grouped into parts that are short enough. */
function partsOf(shape: DotShape, plan: DotPlan): readonly (readonly Piece[])[] {
  const products = shape.pixels * shape.vectors.length *
    (CODE.product + (plan.residues === null ? 0 : CODE.residue));
  const pairBytes = (shape.pixels + shape.vectors.length) * CODE.load + products;
  const bytes = pairsOf(shape, 2) * plan.planes.length * pairBytes;
  const isLong = bytes > PART_BYTES * 1.5;
  const segments = shape.segments.length === 0 ? [NOTHING] : shape.segments;
  const pieces = plan.planes.flatMap((_, plane): Piece[] => {
    let pair = 0;
    return segments.flatMap((segment) => {
      const size = isLong ? PIECE_ELEMENTS : Math.max(segment.elements, 1);
      return Array.from({ length: Math.max(1, Math.ceil(segment.elements / size)) }, (_, i): Piece => {
        const elements = Math.min(size, segment.elements - i * size);
        const piece = {
          plane,
          source: sourceOf(plan, plane),
          offset: segment.offset + i * size * 2,
          elements,
          taps: segment.taps,
          pair,
        };
        pair += Math.ceil(elements / 2);
        return piece;
      });
    });
  });
  const count = isLong ? Math.ceil(bytes / PART_BYTES) : 1;
  const perPart = Math.max(1, Math.ceil(pieces.length / count));
  return Array.from(
    { length: Math.ceil(pieces.length / perPart) },
    (_, i) => pieces.slice(i * perPart, (i + 1) * perPart),
  );
}

/** A routine whose products are written out one by one, with all operands at constant addresses. */
export function unrolledRoutine(
  body: FunctionBody,
  builder: ModuleBuilder,
  shape: DotShape,
  plan: DotPlan,
): DotRoutine {
  const accumulators = dotSums(body, builder, { shape, plan });
  const planePairs = pairsOf(shape, segmentMultiple(shape));
  const block = builder.weightScratch;
  const push = (address: number) => body.i32(0).memory("v128.load", address);
  const weightAt = (plane: number, pair: number, vector: number) =>
    block + ((plane * planePairs + pair) * shape.vectors.length + vector) * 16;
  const startAt = block + plan.planes.length * planePairs * shape.vectors.length * 16;
  const start = (index: number) => push(startAt + index * 16);
  const mostTaps = largest(shape.segments.map(({ taps }) => taps), 1);
  /** Whether a pair's inputs stay in registers while its weights come and go, or the other way round. */
  const holdsInputs = mostTaps === 1 && shape.vectors.length > shape.pixels;
  const inputs = Array.from({ length: shape.pixels }, () => body.local("v128"));
  /** Weights of a pair of inputs, by tap and vector. */
  const weights = Array.from({ length: mostTaps }, () => shape.vectors.map(() => body.local("v128")));
  /** Inputs of a short piece, by pixel: they need no copy. */
  const whole = Array.from({ length: shape.pixels }, () => body.local("v128"));
  const parts = partsOf(shape, plan).map((pieces) => (from: Local) => {
    const isShort = pieces.every(({ elements }) => elements <= ELEMENTS);
    const copies = isShort ? [] : copyPieces(body, builder, { shape, pieces, from });
    pieces.forEach((piece, index) => {
      const { plane } = piece;
      if (pieces[index - 1]?.plane !== plane) accumulators.beginPlane(plane);
      const pairs = Math.ceil(piece.elements / 2);
      const isEnd = pieces[index + 1]?.plane !== plane;
      if (isShort && pairs > 0) {
        whole.forEach((vector, pixel) => {
          const offset = shape.planes[piece.source] + piece.offset + pixel * shape.x.column;
          body.get(from).memory("v128.load", offset).set(vector);
        });
      }
      const { chunk } = plan.planes[plane];
      const loadInput = (
        input: Local,
        { place, pair }: { readonly place: number; readonly pair: number },
      ) => {
        if (isShort) body.get(whole[place]).get(whole[place]).shuffle(SPLAT[pair]).set(input);
        else {
          const { address, step } = copies[index];
          // An address on the stack is folded into the instruction; as an offset it would take one more.
          body.i32(address + place * step + pair * 4).memory("v128.load32_splat", 0).set(input);
        }
      };
      const loadWeight = (
        weight: Local,
        { pair, vector }: { readonly pair: number; readonly vector: number },
      ) => push(weightAt(plane, piece.pair + pair, vector)).set(weight);
      const { taps } = piece;
      for (let pair = 0; pair < pairs / taps; pair++) {
        accumulators.makeRoom(taps, chunk);
        if (holdsInputs) {
          inputs.forEach((input, pixel) => loadInput(input, { place: pixel, pair }));
          shape.vectors.forEach((_, vector) => {
            const [[weight]] = weights;
            loadWeight(weight, { pair, vector });
            inputs.forEach((input, pixel) => accumulators.add({ pixel, vector }, { input, weight }));
          });
          continue;
        }
        const rows = weights.slice(0, taps);
        rows.forEach((row, tap) =>
          row.forEach((weight, vector) => loadWeight(weight, { pair: pair * taps + tap, vector }))
        );
        // An input serves every window that it is in, each by another tap.
        for (let place = 0; place < shape.pixels + taps - 1; place++) {
          const [input] = inputs;
          loadInput(input, { place, pair });
          rows.forEach((row, tap) => {
            const pixel = place - tap;
            if (pixel < 0 || pixel >= shape.pixels) return;
            row.forEach((weight, vector) => accumulators.add({ pixel, vector }, { input, weight }));
          });
        }
      }
      if (isEnd) accumulators.endPlane();
    });
  });
  return {
    start: () => accumulators.start(start),
    parts,
    state: accumulators.state,
    finish: () => accumulators.finish(start),
  };
}

/** Copies pieces of the windows side by side to the scratch area; returns where each is. */
function copyPieces(body: FunctionBody, builder: ModuleBuilder, { shape, pieces, from }: {
  readonly shape: DotShape;
  readonly pieces: readonly Piece[];
  readonly from: Local;
}): readonly ScratchSegment[] {
  const { pixels, x, planes } = shape;
  const known = new Map<string, ScratchSegment>();
  let address = builder.inputScratch;
  const copy = (offset: number, bytes: number) => {
    if (bytes >= MIN_BULK_BYTES) {
      body.i32(address).get(from).i32(offset).op("i32.add").i32(bytes).copyMemory();
      address += Math.ceil(bytes / 16) * 16;
      return;
    }
    for (let at = 0; at < bytes; at += 16) {
      body.i32(0).get(from).memory("v128.load", offset + at).memory("v128.store", address + at);
    }
    address += Math.ceil(bytes / 16) * 16;
  };
  return pieces.map(({ source, offset, elements }) => {
    const key = `${source} ${offset}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const first = address;
    const bytes = elements * 2;
    const span = (pixels - 1) * x.column + bytes;
    const isShared = span <= pixels * bytes;
    if (isShared) copy(planes[source] + offset, span);
    else for (let pixel = 0; pixel < pixels; pixel++) copy(planes[source] + offset + pixel * x.column, bytes);
    const segment = { address: first, step: isShared ? x.column : Math.ceil(bytes / 16) * 16 };
    known.set(key, segment);
    return segment;
  });
}
