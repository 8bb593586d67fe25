import type { Shape } from "../tensor/mod.ts";
import { type LayerDefinition, layerError, onlyInput } from "./definition.ts";
import type { ShufflePrimitive, ViewPrimitive } from "./primitives/primitive.ts";
import type { DepthToSpaceLayer, SpaceToDepthLayer } from "./layer.ts";

/** Channels laid out as blocks of pixels. */
export const depthToSpace: LayerDefinition<DepthToSpaceLayer> = {
  kind: "depth_to_space",
  summary: "channels to blocks of pixels: sub-pixel convolution's last step",
  typeName: () => "DepthToSpace",
  outputShape(layer, inputs) {
    const [height, width, channels] = mapShape(layer, inputs);
    const { block } = layer;
    if (channels % block ** 2 !== 0) {
      throw layerError(layer, `blocks of ${block}×${block} do not divide ${channels} channels`);
    }
    return [height * block, width * block, channels / block ** 2];
  },
  primitive(layer, [shape]) {
    const [height, width, channels] = shape;
    const { block } = layer;
    return shuffle(layer, [height * block, width * block, channels / block ** 2]);
  },
};

/** Blocks of pixels laid out as channels. */
export const spaceToDepth: LayerDefinition<SpaceToDepthLayer> = {
  kind: "space_to_depth",
  summary: "blocks of pixels to channels",
  typeName: () => "SpaceToDepth",
  outputShape(layer, inputs) {
    const [height, width, channels] = mapShape(layer, inputs);
    const { block } = layer;
    if (height % block !== 0 || width % block !== 0) {
      throw layerError(layer, `blocks of ${block}×${block} do not divide ${height}×${width} pixels`);
    }
    return [height / block, width / block, channels * block ** 2];
  },
  primitive: (layer, [shape]) => shuffle(layer, shape),
};

function mapShape(layer: DepthToSpaceLayer | SpaceToDepthLayer, inputs: readonly Shape[]): Shape {
  const shape = onlyInput(layer, inputs);
  if (shape.length !== 3) throw layerError(layer, `it reads [${shape}], expected height, width and channels`);
  const { block } = layer;
  if (!Number.isSafeInteger(block) || block < 1) {
    throw layerError(layer, `its block ${block} is not a positive integer`);
  }
  return shape;
}

function shuffle(
  layer: DepthToSpaceLayer | SpaceToDepthLayer,
  wide: Shape,
): ShufflePrimitive | ViewPrimitive {
  const { block } = layer;
  if (block === 1) return { kind: "view" };
  const strides = layer.order === "place"
    ? { place: wide[2], channel: 1 }
    : { place: 1, channel: block ** 2 };
  return { kind: "shuffle", toDepth: layer.kind === "space_to_depth", block, wide, strides };
}
