import type { Choices } from "../choices.ts";
import { convert } from "../definition/elements.ts";
import { count } from "../definition/image.ts";
import type { DrawnInput, DrawnLayer, DrawnNetwork, DrawnTensor } from "../layer.ts";
import type { Wish } from "./elements.ts";
import { drawGeometryOver } from "./geometry.ts";
import { drawConvolution, type MacRecipe } from "./mac.ts";
import { drawNear, drawType, formatOf } from "./types.ts";

/** Of the convolutions around a layer, which may read numbers of any width. */
const BESIDE: MacRecipe = {
  x: [1, 64],
  weight: [1, 4],
  accum: (choose, sums) => drawNear(choose, sums, { width: [8, 24], drop: [0, 0] }),
  mostProducts: 2000,
};

/**
 * A network as it is, or with convolutions behind its layer or beside it: these want margins around what they read, and
 * whoever reads or writes that tensor as well must mind them.
 */
export function inContext(choose: Choices, network: DrawnNetwork): DrawnNetwork {
  const layers: DrawnLayer[] = [];
  const last = network.layers[network.layers.length - 1];
  if (choose.percent(40)) layers.push(...convolved(choose, last, "behind"));
  if (choose.percent(20)) layers.push(...convolved(choose, network.inputs[0], "beside"));
  return { ...network, layers: [...network.layers, ...layers] };
}

/** A convolution over a map or a sequence, or over a sequence made of a vector; none where that is too large. */
function convolved(choose: Choices, x: DrawnTensor, name: string): readonly DrawnLayer[] {
  if (count(x.shape) > 600) return [];
  const view = x.shape.length > 1 ? null : viewed(choose, x, `${name}_view`);
  const read = view ?? x;
  const geometry = drawGeometryOver(choose, read.shape, BESIDE);
  if (geometry === null) return [];
  const layer = drawConvolution(choose, read, { name, geometry, recipe: BESIDE });
  return view === null ? [layer] : [view, layer];
}

/** A tensor under another shape, and a convolution that wants its pixels; in stream mode it must be repacked. */
export function drawReshaped(choose: Choices, { x: width }: Wish): DrawnNetwork {
  const x: DrawnInput = {
    name: "x",
    shape: [choose.integer(2, 5), choose.integer(2, 12)],
    type: drawType(choose, { width }),
  };
  const flat = viewed(choose, { ...x, shape: [count(x.shape)] }, "y");
  return { inputs: [x], layers: [flat, ...convolved(choose, flat, "behind")] };
}

/** A vector as a sequence of a few channels, cast on the way. */
function viewed(choose: Choices, x: DrawnTensor, name: string): DrawnLayer {
  const [size] = x.shape;
  const channels = choose.of([1, 2, 3, 4, 5].filter((channels) => size % channels === 0));
  const shape = [size / channels, channels];
  const type = drawNear(choose, formatOf(x.type));
  return {
    name,
    shape,
    type,
    reads: [x.name],
    build: (b, [node]) => b.reshape(node, { name, shape }),
    define: ([image]) => convert(image, type, shape),
  };
}
