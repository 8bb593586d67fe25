import { defaultCacheFolder } from "../../tools/cache_folder.ts";
import { hashOf, openCache } from "../../compile/cache.ts";
import { selectCompiler } from "../../compile/compiler.ts";
import { CXXRTL_HEADER } from "../project/sources.ts";
import { BENCH_HEADER, DESIGN_FILE } from "./cxxrtl_bench.ts";
import { cxxrtlHeaders, runYosys, YOSYS_VERSION } from "./yosys.ts";

/**
 * Modules that stay functions of their own. Flattened, a design is one function, for which a C++ compiler takes hours and
 * gigabytes: lanes and products, of which there are many of a kind, are then written once.
 */
const KEPT = [
  "adder_tree",
  "convolution",
  "dense",
  "fifo",
  "gather",
  "linear",
  "mac_array",
  "mac_lane",
  "moving_window",
  "mul",
  "table_lookup",
];

/** Seconds that a simulation gets. */
const RUN_SECONDS = 3600;

const SCRIPT = "simulate.ys";

/** The main file of the bench. */
const BENCH_FILE = "bench.cpp";

/** A bench around a design in Verilog, run as C++ that Yosys writes of it. */
export interface CxxrtlRun {
  readonly top: string;
  /** Modules and memories by the names of their files. */
  readonly files: ReadonlyMap<string, string>;
  /** Wires of the top module that are no ports and that the bench looks at. */
  readonly observed: readonly string[];
  /** The main file of the bench. */
  readonly bench: string;
  /** What the bench is given. */
  readonly input: Uint8Array;
  /** Whether it gives a waveform in place of lines. */
  readonly traced: boolean;
  /** Told what takes long, once. */
  readonly notify?: (line: string) => void;
}

/** What such a run gave. */
export interface CxxrtlResult {
  readonly output: Uint8Array;
  /** Wall-clock time until the simulation began. */
  readonly compileSeconds: number;
  /** Wall-clock time of the simulation. */
  readonly runSeconds: number;
}

/**
 * Compiles a design with its bench by Yosys and by a C++ compiler of this machine, or by clang as WebAssembly, and runs it.
 *
 * @throws {InterlaceError} kind `failure` where Yosys or a compiler cannot be had, where one refuses what it is given, and
 * where the program ends badly.
 */
export async function runCxxrtl(run: CxxrtlRun): Promise<CxxrtlResult> {
  const { bench, input, traced, notify } = run;
  const started = performance.now();
  const compiler = await selectCompiler(undefined, { notify });
  const design = await designInCpp(run);
  const program = await compiler.compile({
    files: new Map([
      [DESIGN_FILE, design],
      [BENCH_HEADER, CXXRTL_HEADER],
      [BENCH_FILE, bench],
      ...await cxxrtlHeaders(notify),
    ]),
    main: BENCH_FILE,
    include: ["."],
    // A memory that is read beyond its end gives 0: what comes of it shows under Icarus, whose bits are then unknown.
    defines: ["NDEBUG", ...traced ? ["INTERLACE_TRACED"] : []],
    optimize: "g",
  });
  const compiled = performance.now();
  const { output } = await program.run(input, { timeoutSeconds: RUN_SECONDS });
  return {
    output,
    compileSeconds: (compiled - started) / 1000,
    runSeconds: (performance.now() - compiled) / 1000,
  };
}

/** What Yosys writes of a design, kept like a compiled program: it takes as long. */
async function designInCpp(
  { top, files, observed, traced, notify }: CxxrtlRun,
): Promise<string> {
  const script = [
    `read_verilog ${[...files.keys()].filter((name) => name.endsWith(".v")).join(" ")}`,
    `hierarchy -top ${top}`,
    "proc",
    ...KEPT.map((name) => `setattr -mod -set keep_hierarchy 1 A:hdlname=${name}`),
    "flatten",
    `expose ${observed.map((wire) => `${top}/${wire}`).join(" ")}`,
    "opt_clean",
    `write_cxxrtl -O6 ${traced ? "-g4" : "-g0"} ${DESIGN_FILE}`,
    "",
  ].join("\n");
  const cache = openCache({ folder: defaultCacheFolder() });
  const name = {
    hash: hashOf([YOSYS_VERSION, script, [...files].sort(([a], [b]) => a < b ? -1 : 1)]),
    extension: ".cc",
    executable: false,
  };
  const known = await cache.find(name);
  if (known !== undefined) return await Deno.readTextFile(known);
  const written = await runYosys({ script: SCRIPT, files: new Map([...files, [SCRIPT, script]]), notify });
  const design = written.get(DESIGN_FILE) ?? "";
  using work = await cache.makeWorkFolder();
  const file = `${work.path}/${DESIGN_FILE}`;
  await Deno.writeTextFile(file, design);
  await cache.keep(name, file);
  return design;
}
