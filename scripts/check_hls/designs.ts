import { renderFirmware } from "../../src/backends/hls/project/firmware.ts";
import {
  createDesign,
  type Design,
  type DesignOptions,
  type IoType,
  type Strategy,
  validReuseFactors,
} from "../../src/design/mod.ts";
import { importModelFiles } from "../../src/frontends/mod.ts";
import { buildModel, type Model } from "../../src/model/mod.ts";
import { sizeOf } from "../../src/tensor/mod.ts";
import { casesOf } from "../../tests/conformance/cases.ts";
import { SCENARIOS } from "../../tests/conformance/scenarios/mod.ts";
import { type BodyLimits, narrowLayers } from "./fewer_channels.ts";
import { leastProducts } from "./least_products.ts";
import type { Firmware } from "./source.ts";
import { type ToolLimits, VITIS_LIMITS, VIVADO_LIMITS } from "./text_lints.ts";

/** A transposed convolution of the size that decoders have; map and channels as in `tests/conformance/interval_test.ts`. */
interface Layer {
  readonly name: string;
  readonly map: readonly number[];
  readonly inputs: number;
  readonly outputs: number;
  readonly kernel: number;
  readonly padding: "same" | "valid";
}

const LAYERS: readonly Layer[] = [
  { name: "a", map: [16, 16], inputs: 16, outputs: 8, kernel: 4, padding: "same" },
  { name: "b", map: [32, 32], inputs: 32, outputs: 16, kernel: 3, padding: "same" },
  { name: "c", map: [64, 64], inputs: 8, outputs: 4, kernel: 2, padding: "valid" },
  { name: "d", map: [128], inputs: 32, outputs: 16, kernel: 4, padding: "same" },
  { name: "e", map: [16, 16], inputs: 128, outputs: 64, kernel: 4, padding: "same" },
];

const TOOLS = ["vitis", "vivado"] as const;
type Tool = (typeof TOOLS)[number];

const LIMITS = { vitis: VITIS_LIMITS, vivado: VIVADO_LIMITS };

/** Of the decoders' layers, of which there are many, and of a model of one's own. */
const BODIES = { decoders: { above: 512, most: 512 }, model: { above: 4096, most: 512 } };

const LARGEST = 2 ** 30;

/** A design that is checked. */
export interface CheckedDesign {
  readonly name: string;
  readonly firmware: () => Firmware;
  /** By configurations, firmware of kernels that are checked at fewer channels; the kernel has the same name there. */
  readonly narrow?: () => ReadonlyMap<string, Firmware>;
  /** Of the tool that it is for. */
  readonly limits: ToolLimits;
  /** Products of a cycle that are not always by zero, by configurations, where that was counted. */
  readonly least?: () => ReadonlyMap<string, number>;
}

/**
 * Layers (a) to (e) at the reuse factors 1, 4 and the largest, for both tools, in both io types; the first two also with half
 * of the inputs and half of the outputs at once, which no factor means.
 */
export function decoderDesigns(): CheckedDesign[] {
  return LAYERS.flatMap((layer) =>
    (["io_stream", "io_parallel"] as const).flatMap((io) =>
      reusesOf(layer).flatMap((reuse) =>
        TOOLS.map((target) =>
          checkedDesign(`(${layer.name}) ${io} ${reuse === "halves" ? reuse : `factor ${reuse}`} ${target}`, {
            design: () => designOf(smallerMap(layer, io), { io, reuse, target }),
            target,
            bodies: BODIES.decoders,
          })
        )
      )
    )
  );
}

/** How a design is checked: created once, when it is its turn. */
function checkedDesign(
  name: string,
  { design, target, bodies }: {
    readonly design: () => Design;
    readonly target: Tool;
    readonly bodies: BodyLimits;
  },
): CheckedDesign {
  let made: Design | undefined;
  const once = () => made ??= design();
  return {
    name,
    firmware: () => renderFirmware(once()),
    narrow: () =>
      new Map(
        [...narrowLayers(once(), bodies)].map(([id, narrow]) => [`config_${id}`, renderFirmware(narrow)]),
      ),
    limits: LIMITS[target],
  };
}

function reusesOf({ name }: Layer): readonly Reuse[] {
  return ["one", "four", "largest", ...["a", "b"].includes(name) ? ["halves" as const] : []];
}

/** A model of a file at a reuse factor, or the largest of every layer, for both tools. */
export async function fileDesigns(
  file: string,
  { io, reuse }: { readonly io: IoType; readonly reuse: number | "largest" },
): Promise<CheckedDesign[]> {
  const main = file.replace(/^.*\//, "");
  const model = await importModelFiles({ main, files: new Map([[main, await Deno.readFile(file)]]) });
  const strategy: Strategy = reuse === 1 ? "latency" : "resource";
  // Larger than any: the largest that is valid is taken, layer by layer.
  const reuseFactor = reuse === "largest" ? LARGEST : reuse;
  return TOOLS.map((target) =>
    checkedDesign(`${main} ${io} factor ${reuse} ${target}`, {
      design: () => createDesign(model, { io, strategy, reuseFactor, target }),
      target,
      bodies: BODIES.model,
    })
  );
}

/**
 * The conformance set, by sorts of cases.
 *
 * @param all Every combination of io type, strategy and reuse factor, or one an io type, which take turns.
 */
export function conformanceDesigns(all: boolean): Map<string, CheckedDesign[]> {
  return new Map(
    Object.entries(SCENARIOS).map(([sort, scenarios]) => [
      sort,
      casesOf(scenarios, all).map(({ name, design }) => ({
        name,
        firmware: () => renderFirmware(design),
        limits: VITIS_LIMITS,
        least: () => leastProducts(design),
      })),
    ]),
  );
}

type Reuse = "one" | "four" | "largest" | "halves";

/** A map in registers is copied element by element, which says nothing and takes clang minutes: a part of it does. */
function smallerMap(layer: Layer, io: IoType): Layer {
  return io === "io_stream" ? layer : { ...layer, map: layer.map.map((size) => Math.min(size, 8)) };
}

function modelOf({ name, map, inputs, outputs, kernel, padding }: Layer): Model {
  const shape = [...map.map(() => kernel), inputs, outputs];
  const data = Float64Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 37) % 17 - 8) / 8);
  const options = { weights: { shape, data }, bias: new Float64Array(outputs), strides: 2, padding };
  return buildModel(
    `layer_${name}`,
    (b) =>
      map.length === 1
        ? b.convTranspose1d(b.input({ length: map[0], channels: inputs }), options)
        : b.convTranspose2d(b.input({ height: map[0], width: map[1], channels: inputs }), options),
  );
}

function designOf(
  layer: Layer,
  { io, reuse, target }: { readonly io: IoType; readonly reuse: Reuse; readonly target: Tool },
): Design {
  const strategy: Strategy = reuse === "one" ? "latency" : "resource";
  const precision = { weight: "ap_fixed<8,3>", bias: "ap_fixed<8,3>", result: "ap_fixed<12,5>" };
  const options: DesignOptions = { io, strategy, target, precision };
  const model = modelOf(layer);
  const { plan } = createDesign(model, options).stages[1];
  if (plan.kind !== "convolution") throw new Error(`layer ${layer.name} is no convolution`);
  const size = { inputs: plan.inputs, outputs: plan.bias.data.length };
  const sharing = {
    one: { reuseFactor: 1 },
    four: { reuseFactor: 4 },
    largest: { reuseFactor: validReuseFactors(size).at(-1)! },
    halves: { lanes: { inputs: size.inputs / 2, outputs: size.outputs / 2 } },
  }[reuse];
  return createDesign(model, { ...options, ...sharing });
}
