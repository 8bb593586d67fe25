import { naming, portNames, renderFirmware, renderTemplate, tensorOrder, topArguments } from "../mod.ts";
import { type Design, tensorOf } from "../../../design/mod.ts";
import { withCppNames } from "../names/cpp_names.ts";
import { isComputing } from "../stages/stage_code.ts";
import type { Optimize, Sources } from "../../compile/compiler.ts";
import { AP_HEADERS, CSIM_HEADER, HARNESS_TEMPLATE } from "./headers.ts";
import { travelOf } from "../stages/travel.ts";

/** A design and the firmware to run for it: its own rendering, or the files of a project. */
export interface CsimDesign {
  /** What the firmware was made from: names and types of the tensors that the harness reads and writes. */
  readonly design: Design;
  /** Relative paths below `firmware/` to text. Default: rendered from the design. */
  readonly firmware?: ReadonlyMap<string, string>;
}

/** Which headers stand in for the tool's, and how strictly the firmware is compiled. */
export interface HarnessOptions {
  /** Folder with the vendor's or Xilinx's open `ap_fixed.h`, `ap_int.h` and `hls_stream.h`. Default: our own. */
  readonly apInclude?: string;
  /** Whether the compiler warns, a warning being an error. Default true. */
  readonly warnings?: boolean;
  /** Of the whole program. Default `c++14`. */
  readonly standard?: "c++11" | "c++14" | "c++17";
  /** How the program is compiled. Default `2`. */
  readonly optimize?: Optimize;
  /** Whether the program can also run every process of a stream design in a thread of its own. Default false. */
  readonly threads?: boolean;
}

/**
 * One program that runs several designs, each chosen by its index. Their names must differ; kernels of equal text are
 * compiled once.
 */
export function harnessSources(designs: readonly CsimDesign[], options: HarnessOptions = {}): Sources {
  const files = new Map<string, string>([["csim.h", CSIM_HEADER]]);
  const own = options.apInclude === undefined;
  if (own) { for (const [name, text] of AP_HEADERS) files.set(`ap/${name}`, text); }
  const single = designs.length === 1;
  designs.forEach(({ design, firmware }, index) => {
    for (const [path, text] of firmware ?? renderFirmware(design)) {
      const shared = !single && path.includes("/nnet_utils/");
      files.set(shared ? path.replace("firmware/", "") : `${folderOf(single, index)}${path}`, text);
    }
  });
  files.set(
    "harness.cpp",
    renderTemplate(HARNESS_TEMPLATE, {
      threads: options.threads ?? false,
      designs: designs.map(({ design }, index) =>
        harnessData(design, { index, folder: folderOf(single, index) })
      ),
    }),
  );
  return {
    files,
    main: "harness.cpp",
    include: [".", ...own ? ["ap"] : []],
    systemInclude: own ? [] : [options.apInclude!],
    standard: options.standard ?? "c++14",
    warnings: options.warnings ?? true,
    optimize: options.optimize,
    ...options.threads ? { defines: ["INTERLACE_THREADS"], threads: true } : {},
  };
}

function folderOf(single: boolean, index: number): string {
  return single ? "" : `design${index}/`;
}

/** Stages that count what they do, in the order in which the harness reports them. */
export function countedStages(design: Design): readonly Design["stages"][number][] {
  return design.stages.filter(isComputing);
}

function harnessData(named: Design, place: { readonly index: number; readonly folder: string }) {
  const design = withCppNames(named);
  const order = tensorOrder(design);
  const port = ({ tensor }: { readonly tensor: string }) => ({
    ...portNames(tensorOf(design, tensor)),
    index: order.indexOf(tensor),
  });
  return {
    ...place,
    name: design.name,
    space: naming.space(design),
    stream: travelOf(design).streams,
    tensors: [...design.tensors.values()].map(portNames),
    inputs: design.inputs.map(port),
    outputs: design.outputs.map(port),
    arguments: topArguments(design),
    counters: countedStages(design).map((stage) => naming.config(stage.id)),
  };
}
