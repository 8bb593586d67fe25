import { compiledDesign } from "../../src/simulate/wasm/simulator.ts";
import { benchLayers, designOf, macsOf, PRECISIONS } from "../support/layers.ts";
import { measure, type Subject } from "../support/measure.ts";
import { onnxRuntimeRunner } from "../support/onnx_runtime.ts";
import { asyncSubject, kernelSubject, peakSubject } from "../support/subjects.ts";

/** What is measured of a layer under some types. */
export interface LayerFigures {
  readonly layer: string;
  readonly precision: string;
  readonly path: string;
  /** Median time of a sample. */
  readonly milliseconds: number;
  /** Useful multiply-accumulates a time, against those of the loop of nothing else. */
  readonly shareOfPeak: number;
  /** How many times faster than ONNX Runtime's float32 on one thread. */
  readonly timesOnnxRuntime: number;
}

/** Every layer under all types, against the vector unit's peak and ONNX Runtime. */
export async function measureLayers(): Promise<
  { readonly peakGmacs: number; readonly layers: readonly LayerFigures[] }
> {
  const peak = peakSubject();
  const subjects: Subject[] = [];
  const cases: Pick<LayerFigures, "layer" | "precision" | "path">[] = [];
  const macs = new Map<string, number>();
  for (const layer of await benchLayers()) {
    const run = await onnxRuntimeRunner(layer.onnx, [{ name: "x", shape: layer.inputShape }]);
    subjects.push(asyncSubject(`ort ${layer.name}`, run));
    for (const precision of PRECISIONS) {
      const design = await designOf(layer, precision);
      subjects.push(kernelSubject(`${precision.name} ${layer.name}`, design));
      const [{ path }] = compiledDesign(design).program.stages;
      cases.push({ layer: layer.name, precision: precision.name, path });
      macs.set(layer.name, macsOf(design));
    }
  }
  const speeds = await measure(peak, [{ ...peak, name: "peak alone" }, ...subjects], {
    rounds: 81,
    milliseconds: 0.4,
  });
  return {
    peakGmacs: peak.macs / speeds.get("peak alone")!.milliseconds / 1e6,
    layers: cases.map((figures) => {
      const { layer, precision } = figures;
      const { milliseconds, timesReference } = speeds.get(`${precision} ${layer}`)!;
      return {
        ...figures,
        milliseconds,
        shareOfPeak: macs.get(layer)! / peak.macs / timesReference,
        timesOnnxRuntime: speeds.get(`ort ${layer}`)!.timesReference / timesReference,
      };
    }),
  };
}
