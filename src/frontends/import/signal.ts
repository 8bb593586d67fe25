import type { Port, Scaling, SourceTensor } from "../../model/mod.ts";
import type { Shape } from "../../tensor/mod.ts";

/** A computed tensor: what a layer makes, seen as the source sees it. */
export interface Signal {
  /** Name of the layer whose output it is. */
  readonly layer: string;
  /** Shape in the source's axes, without the sample axis: the source's axis i + 1 is axis i here. */
  readonly shape: Shape;
  /** `axes[i]` is the axis of `shape` that axis i of the layer's tensor is. */
  readonly axes: readonly number[];
  /** Samples in a call where the model fixes them, else null. */
  readonly batch: number | null;
  /**
   * What the layer's numbers still lack; absent where they are those of the source's tensor. The scale of a quantised
   * tensor travels behind the layers that it commutes with, until a quantiser takes it up or a layer that needs the
   * numbers themselves makes it a layer.
   */
  readonly scaling?: Scaling;
}

/** Shape of the layer's tensor. */
export function layerShape(signal: Signal): Shape {
  return signal.axes.map((axis) => signal.shape[axis]);
}

/** A border of the model: the source's name for a tensor, and the signal behind it. */
export function portOf(name: string, signal: Signal): Port {
  return {
    name,
    layer: signal.layer,
    sourceShape: signal.shape,
    axes: signal.axes,
    batch: signal.batch,
  };
}

/** A tensor inside the source, and the signal that it is. */
export function sourceTensor(name: string, signal: Signal): SourceTensor {
  const { scaling } = signal;
  return { ...portOf(name, signal), ...(scaling && { scaling }) };
}
