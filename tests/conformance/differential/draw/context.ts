import type { Choices } from "../choices.ts";
import { convert } from "../definition/elements.ts";
import { count } from "../definition/image.ts";
import type { DrawnInput, DrawnLayer, DrawnNetwork, DrawnTensor } from "../layer.ts";
import { layerOf, type Wish } from "./elements.ts";
import { drawGeometryOver } from "./geometry.ts";
import { drawConvolution, type MacRecipe } from "./mac.ts";
import { drawNear, drawType, formatOf } from "./types.ts";
import { poolOver } from "./windows.ts";

/** Of the convolutions around a layer, which may read numbers of any width. */
const BESIDE: MacRecipe = {
  x: [1, 64],
  weight: [1, 4],
  accum: (choose, sums) =>
    choose.percent(30) ? "auto" : drawNear(choose, sums, { width: [8, 24], drop: [0, 0] }),
  mostProducts: 2000,
};

/**
 * A network as it is, or with layers behind its own and beside it, over the tensor or a view of it: convolutions want
 * margins around what they read, and whoever reads or writes that tensor as well must mind them.
 */
export function inContext(choose: Choices, network: DrawnNetwork): DrawnNetwork {
  const last = network.layers[network.layers.length - 1];
  const layers = [
    ...choose.percent(40) ? convolved(choose, last, "behind") : [],
    ...choose.percent(25) ? viewed(choose, last, "viewed_behind") : [],
    ...choose.percent(35) ? convolved(choose, network.inputs[0], "beside") : [],
    ...choose.percent(20) ? viewed(choose, network.inputs[0], "viewed_beside") : [],
  ];
  return { ...network, layers: [...network.layers, ...layers] };
}

/** A convolution over a map or a sequence; none where that is too large, or where there is none. */
function convolved(choose: Choices, x: DrawnTensor, name: string): readonly DrawnLayer[] {
  if (x.shape.length === 1 || count(x.shape) > 600) return [];
  const geometry = drawGeometryOver(choose, x.shape, BESIDE);
  return geometry === null ? [] : [drawConvolution(choose, x, { name, geometry, recipe: BESIDE })];
}

/** A convolution or a pooling layer over a tensor under another shape. */
function viewed(choose: Choices, x: DrawnTensor, name: string): readonly DrawnLayer[] {
  const view = drawView(choose, x, `${name}_view`);
  if (choose.percent(50)) return [view, layerOf(view, name, poolOver(choose, view, "max"))];
  const layers = convolved(choose, view, name);
  return layers.length === 0 ? [] : [view, ...layers];
}

/** A tensor under another shape, and a convolution that wants its pixels; in stream mode it must be repacked. */
export function drawReshaped(choose: Choices, { x: width }: Wish): DrawnNetwork {
  const x: DrawnInput = {
    name: "x",
    shape: [choose.integer(2, 5), choose.integer(2, 12)],
    type: drawType(choose, { width }),
  };
  const view = drawView(choose, x, "y");
  return inContext(choose, { inputs: [x], layers: [view, ...convolved(choose, view, "pixels")] });
}

/** A tensor as a sequence or a map of a few channels, cast on the way or as it is. */
function drawView(choose: Choices, x: DrawnTensor, name: string): DrawnLayer {
  const size = count(x.shape);
  const channels = choose.of([1, 2, 3, 4, 5].filter((channels) => size % channels === 0));
  const pixels = size / channels;
  const rows = choose.of([1, 2, 3, 4, 5, 6].filter((rows) => pixels % rows === 0));
  const shape = rows === 1 ? [pixels, channels] : [rows, pixels / rows, channels];
  // A view under the same shape and of no type of its own is no layer: a pass takes it away.
  const isCast = choose.percent(40) || `${shape}` === `${x.shape}`;
  const type = isCast ? drawNear(choose, formatOf(x.type)) : x.type;
  return {
    name,
    shape,
    type,
    precision: isCast ? undefined : null,
    reads: [x.name],
    build: (b, [node]) => b.reshape(node, { name, shape }),
    define: ([image]) => convert(image, type, shape),
  };
}
