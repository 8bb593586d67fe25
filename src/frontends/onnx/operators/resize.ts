import { type AxisResize, MAX_AXIS_LENGTH, sourcePlace } from "../../../layers/mod.ts";
import { withLast } from "../../import/layout.ts";
import { Refusal } from "../../import/refusal.ts";
import type { Signal } from "../../import/signal.ts";
import type { OnnxNode } from "../node.ts";
import type { Value } from "../file/value.ts";
import type { Operator } from "./operator.ts";
import { isCoordinateMode, nearestFactor } from "./rules/resize_rules.ts";
import { axisIndex } from "./rules/shape_rules.ts";

/** Up-sampling by scales; version 10 replaced it by Resize. */
export const upsample: Operator = {
  since: 7,
  convert(node) {
    const source = node.signal(0);
    const scales = node.attributes.floats("scales") ?? [...node.parameter(1).data];
    return resized(node, source, {
      mode: node.attributes.text("mode", "nearest"),
      coordinates: "asymmetric",
      rounding: "floor",
      axes: scaledAxes(source, scales),
    });
  },
};

/** Another number of pixels: nearest by whole factors, or linear. */
export const resize: Operator = {
  since: 10,
  check(node) {
    const { attributes } = node;
    for (const name of ["antialias", "exclude_outside"]) {
      if (attributes.int(name, 0) !== 0) throw new Refusal(`${name} is not supported`);
    }
    const policy = attributes.text("keep_aspect_ratio_policy", "stretch");
    if (policy !== "stretch") {
      throw new Refusal(
        `keep_aspect_ratio_policy ${JSON.stringify(policy)} is not supported, only "stretch"`,
      );
    }
  },
  convert(node) {
    const source = node.signal(0);
    const { attributes } = node;
    const old = node.opset < 11;
    return resized(node, source, {
      mode: attributes.text("mode", "nearest"),
      coordinates: attributes.text("coordinate_transformation_mode", old ? "asymmetric" : "half_pixel"),
      rounding: attributes.text("nearest_mode", old ? "floor" : "round_prefer_floor"),
      axes: resizeAxes(node, source),
    });
  },
};

interface Request {
  readonly mode: string;
  readonly coordinates: string;
  readonly rounding: string;
  /** One for each axis of the signal, in ONNX's order. */
  readonly axes: readonly AxisResize[];
}

function resized(node: OnnxNode, source: Signal, request: Request): Value {
  const { mode, coordinates, rounding, axes } = request;
  if (!isCoordinateMode(coordinates)) {
    throw new Refusal(`coordinate_transformation_mode ${JSON.stringify(coordinates)} is not supported`);
  }
  if (axes.every(({ input, output }) => input === output)) return node.emit({ kind: "identity" }, source);
  const ready = withLast(source, channelAxis(source, axes), node);
  const spatial = ready.axes.slice(0, -1).map((axis) => axes[axis]);
  if (mode === "linear") {
    const resizes = spatial.map(({ output, scale }) => ({ output, scale }));
    return node.emit({ kind: "interpolate", coordinates, axes: resizes }, ready);
  }
  if (mode !== "nearest") {
    throw new Refusal(`mode ${JSON.stringify(mode)} is not supported, only "nearest" and "linear"`);
  }
  const factors = spatial.map((axis) => {
    if (axis.output > MAX_AXIS_LENGTH) {
      throw new Refusal(`it makes ${axis.output} elements of an axis, supported are ${MAX_AXIS_LENGTH}`);
    }
    const factor = nearestFactor(axis, (place) => sourcePlace(axis, coordinates, place), rounding);
    if (factor !== null) return factor;
    throw new Refusal(
      `it resizes ${axis.input} to ${axis.output} with ${coordinates} and ${rounding}, supported is what copies ` +
        "every element a whole number of times",
    );
  });
  return node.emit({ kind: "upsample", factors }, ready);
}

/** The axis that is to lie last: it must keep its length. */
function channelAxis(source: Signal, axes: readonly AxisResize[]): number {
  const kept = [source.axes[source.axes.length - 1], 0].find((axis) =>
    axes[axis].input === axes[axis].output
  );
  if (kept === undefined) throw new Refusal("it resizes the channels");
  return kept;
}

function resizeAxes(node: OnnxNode, source: Signal): AxisResize[] {
  const rank = source.shape.length + 1;
  const named = node.attributes.ints("axes")?.map((axis) => axisIndex(axis, rank));
  const all = <T>(given: readonly T[], untouched: (axis: number) => T): T[] => {
    if (given.length !== (named?.length ?? rank)) {
      throw new Refusal(`it is given ${given.length} scales or sizes for ${named?.length ?? rank} axes`);
    }
    return Array.from({ length: rank }, (_, axis) => {
      const at = named === undefined ? axis : named.indexOf(axis);
      return at < 0 ? untouched(axis) : given[at];
    });
  };
  const scalesAt = node.opset < 11 ? 1 : 2;
  const scales = node.has(scalesAt) ? node.parameter(scalesAt).data : new Float64Array();
  if (scales.length > 0) return scaledAxes(source, all([...scales], () => 1));
  if (!node.has(3)) throw new Refusal("it has neither scales nor sizes");
  const [samples, ...sizes] = all(
    node.integers(3),
    (axis) => axis === 0 ? source.batch ?? NaN : source.shape[axis - 1],
  );
  if (!Object.is(samples, source.batch ?? NaN)) throw new Refusal("it resizes the sample axis");
  return sizes.map((output, axis) => {
    const input = source.shape[axis];
    if (!(output >= 1)) throw new Refusal(`its size ${output} along axis ${axis + 1} is not known`);
    return { input, output, scale: output / input };
  });
}

function scaledAxes(source: Signal, [samples, ...scales]: readonly number[]): AxisResize[] {
  if (samples !== 1) throw new Refusal(`it scales the sample axis by ${samples}`);
  if (scales.length !== source.shape.length) {
    throw new Refusal(`it has ${scales.length + 1} scales for ${source.shape.length + 1} axes`);
  }
  return source.shape.map((input, axis) => {
    // In float32, as ONNX Runtime multiplies: 5 times 2.6 would be below 13.
    const output = Math.floor(Math.fround(input * scales[axis]));
    if (!(output >= 1)) throw new Refusal(`its scale ${scales[axis]} leaves nothing of axis ${axis + 1}`);
    return { input, output, scale: scales[axis] };
  });
}
