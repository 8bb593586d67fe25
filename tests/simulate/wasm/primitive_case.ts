import { assertEquals, assertMatch } from "@std/assert";
import { createDesign, type Design, type IoType, type LayerOptions } from "../../../src/design/mod.ts";
import { mantissaRange, printFixedType } from "../../../src/fixed/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../../src/model/mod.ts";
import { type FixedTensor, type RealTensor, type Shape, sizeOf } from "../../../src/tensor/mod.ts";
import { fixedTensor, randomTensor } from "../support.ts";
import { assertEqualsScalar, pathsOf } from "./harness.ts";

/** Makes a graph input. */
export type MakeInput = (name: string, shape: Shape) => Node;

/** A network of one primitive. */
export interface PrimitiveCase {
  /** Makes the layer `y` from inputs. */
  readonly build: (b: ModelBuilder, input: MakeInput) => Node;
  /** Result types by layer. */
  readonly types: Readonly<Record<string, string>>;
  /** How the last stage of `y` is to be computed. */
  readonly path: string | RegExp;
  readonly tableSize?: number;
}

/**
 * Computes a primitive for numbers at the limits of its types, alone and among convolutions, which want margins around
 * their inputs, and compares it with the scalar reference.
 */
export function assertPrimitive({ build, types, path, tableSize }: PrimitiveCase): void {
  const design = (model: ReturnType<typeof buildModel>, io: IoType) =>
    createDesign(model, {
      io,
      tableSize,
      // Of the convolutions around the primitive, which may read numbers of any width.
      precision: { weight: "ap_fixed<4,2>", accum: "ap_int<24>" },
      layers: Object.fromEntries(
        Object.entries(types).map(([layer, type]): [string, LayerOptions] => [layer, { precision: type }]),
      ),
    });
  const lone = design(
    buildModel("lone", (b) => build(b, (name, shape) => inputOf(b, name, shape))),
    "io_parallel",
  );
  const text = `${JSON.stringify(types)} ${path}`;
  if (typeof path === "string") assertEquals(pathsOf(lone).y, path, text);
  else assertMatch(pathsOf(lone).y, path, text);
  assertEqualsScalar(lone, limitInputs(lone), text);
  const among = buildModel("among", (b) => {
    const inputs: Node[] = [];
    const y = build(b, (name, shape) => {
      inputs.push(inputOf(b, name, shape));
      return inputs[inputs.length - 1];
    });
    return [y, ...[y, ...inputs].flatMap((node) => convolved(b, node))];
  });
  const margins = design(among, "io_stream");
  assertEqualsScalar(margins, limitInputs(margins), `${text} with margins`);
}

function inputOf(b: ModelBuilder, name: string, shape: Shape): Node {
  const [channels, width, height] = shape.toReversed();
  if (shape.length === 1) return b.input({ name, features: channels });
  return b.input(
    shape.length === 2 ? { name, length: width, channels } : { name, height, width, channels },
  );
}

/** A convolution whose windows reach one element beyond a map, to every side. */
function convolved(b: ModelBuilder, x: Node): Node[] {
  const rank = x.shape.length - 1;
  if (rank < 1) return [];
  const shape = [...new Array<number>(rank).fill(3), x.shape[rank], 1];
  const weights: RealTensor = { shape, data: new Float64Array(sizeOf(shape)).fill(0.5) };
  const options = { weights, padding: "same" } as const;
  return [rank === 1 ? b.conv1d(x, options) : b.conv2d(x, options)];
}

/** Samples of nothing but the ends of the types, in every combination over two inputs, then mixed ones. */
export function limitInputs(design: Design): readonly FixedTensor[] {
  return design.inputs.map(({ tensor }, input) => {
    const { shape, type } = design.tensors.get(tensor)!;
    const { min, max } = mantissaRange(type);
    const size = sizeOf(shape);
    const ends = Array.from({ length: 4 }, (_, sample) => {
      const first = (sample >> input) % 2 === 0;
      return new Array<bigint>(size).fill(first ? min : max);
    });
    const steps = Array.from({ length: 2 * size }, (_, i) => i % 2 === 0 ? min : max);
    const seed = BigInt(printFixedType(type).length + input);
    const mixed = randomTensor([3, ...shape], type, seed);
    const values = [...ends.flat(), ...steps.slice(input % 2, size + input % 2), ...mixed.data];
    return fixedTensor([8, ...shape], type, values);
  });
}
