import type { Design, StagePlan } from "../../../../src/design/mod.ts";
import type { FixedType } from "../../../../src/fixed/mod.ts";
import { constantsOf, lookupsOf, type TableSymmetry } from "../../../../src/layers/mod.ts";
import type { ModelBuilder, Node } from "../../../../src/model/mod.ts";
import type { FixedTensor } from "../../../../src/tensor/mod.ts";
import type { Choices } from "../choices.ts";
import { lookUp, softmax } from "../definition/elements.ts";
import { fractionOf, type Image, scaled } from "../definition/image.ts";
import type { DrawnInput, DrawnNetwork } from "../layer.ts";
import { type Draw, drawShape } from "./elements.ts";
import { drawNear, drawType, formatOf, textOf } from "./types.ts";

/** The plan of the layer that was drawn. */
function planOf<Kind extends StagePlan["kind"]>(
  design: Design,
  kind: Kind,
): Extract<StagePlan, { readonly kind: Kind }> {
  const plan = design.stages.find(({ name }) => name === "y")?.plan;
  const is = (found: StagePlan): found is Extract<StagePlan, { readonly kind: Kind }> => found.kind === kind;
  if (plan !== undefined && is(plan)) return plan;
  throw new Error(`the design has no ${kind} called y`);
}

/** Mantissas of a tensor of a plan. */
function valuesOf({ data, type }: FixedTensor): readonly bigint[] {
  return Array.from(data, (lane) => type.signed ? lane : BigInt.asUintN(64, lane));
}

/** Numbers of a few units in front of the point, where functions bend; or any numbers. */
function drawArgument(choose: Choices, width: readonly [number, number]): FixedType {
  if (choose.percent(25)) return drawType(choose, { width });
  // Whole numbers of as many bits as a word: of a function that soon ends, few are in its table.
  if (width[0] <= 32 && width[1] >= 32 && choose.percent(20)) {
    return { ...drawType(choose, { width: [32, 32] }), integer: 32 };
  }
  const bits = choose.percent(50) ? choose.integer(width[0], 10) : choose.integer(...width);
  const integer = choose.integer(-1, 5);
  return drawNear(choose, { integer, fraction: bits - integer }, { width, drop: [0, 0], top: [0, 0] });
}

function table(
  symmetry: TableSymmetry,
  apply: (b: ModelBuilder, x: Node) => Node,
  weight?: FixedType,
): Draw {
  return (choose, wish) => {
    const x: DrawnInput = { name: "x", shape: drawShape(choose), type: drawArgument(choose, wish.x) };
    const type = drawNear(choose, { integer: formatOf(x.type).integer, fraction: choose.integer(0, 24) });
    return network(x, {
      type,
      weight,
      build: apply,
      define: (image, design) => {
        const { expression } = planOf(design, "map");
        const [{ table: { segments, first, entries } }] = lookupsOf(expression);
        const slope = constantsOf(expression).get("slope")?.values;
        return lookUp(image, {
          symmetry,
          first,
          segments,
          entries: { type: entries.type, values: valuesOf(entries) },
          slope: slope === undefined
            ? { numerator: 1n, denominator: 1n }
            : scaled(valuesOf(slope)[0], fractionOf(slope.type)),
        }, type);
      },
    });
  };
}

function network(x: DrawnInput, layer: {
  readonly type: FixedType;
  readonly weight?: FixedType;
  readonly build: (b: ModelBuilder, x: Node) => Node;
  readonly define: (image: Image, design: Design) => Image;
}): DrawnNetwork {
  return {
    inputs: [x],
    layers: [{
      name: "y",
      shape: x.shape,
      type: layer.type,
      reads: ["x"],
      precision: layer.weight && { weight: textOf(layer.weight) },
      build: (b, [node]) => layer.build(b, node),
      define: ([image], design) => layer.define(image, design),
    }],
  };
}

/** Functions of every symmetry that a table has. */
export const TABLES = {
  tanh: table("odd", (b, x) => b.tanh(x, { name: "y" })),
  sigmoid: table("complement", (b, x) => b.sigmoid(x, { name: "y" })),
  gelu: table("rest", (b, x) => b.apply(x, { name: "y", function: "gelu" })),
  softplus: table("rest", (b, x) => b.apply(x, { name: "y", function: "softplus" })),
  elu: table("linear", (b, x) => b.elu(x, { name: "y", alpha: 0.7 })),
  selu: (choose, wish) => {
    const weight = drawType(choose, { width: wish.parameter ?? [2, 16] });
    return table("linear", (b, x) => b.selu(x, { name: "y" }), weight)(choose, wish);
  },
  exp: table("none", (b, x) => b.apply(x, { name: "y", function: "exp" })),
  reciprocal: table("odd", (b, x) => b.apply(x, { name: "y", function: "reciprocal" })),
} as const satisfies Readonly<Record<string, Draw>>;

/** Softmax over the channels of a vector, a sequence or a map. */
export const SOFTMAX: Draw = (choose, wish) => {
  const x: DrawnInput = { name: "x", shape: drawShape(choose), type: drawArgument(choose, wish.x) };
  const type = drawNear(choose, { integer: 2, fraction: choose.integer(1, 34) });
  return network(x, {
    type,
    build: (b, node) => b.softmax(node, { name: "y" }),
    define: (image, design) => {
      const { shift, exponentials, inverses } = planOf(design, "softmax");
      const tables = { exponentials: valuesOf(exponentials), inverses: valuesOf(inverses) };
      return softmax(image, { shift, ...tables, fraction: fractionOf(exponentials.type) }, type);
    },
  });
};
