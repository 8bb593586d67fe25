import type { Target } from "./target.ts";

/** What a part has, block RAM in units of 18 Kibit. */
export interface Capacity {
  /** Block RAMs of 18 Kibit. */
  readonly BRAM_18K: number;
  /** Multipliers. */
  readonly DSP: number;
  /** Flip-flops. */
  readonly FF: number;
  /** Look-up tables, of six inputs where the part has no smaller ones. */
  readonly LUT: number;
  /** Memories of 288 Kibit. */
  readonly URAM: number;
}

/** Capacities by the first letters of a part's name, as the vendor's product tables give them. */
const CAPACITIES:
  readonly (readonly [prefix: string, ...capacity: readonly [number, number, number, number, number]])[] = [
    // BRAM_18K, DSP, FF, LUT, URAM
    ["xc7z010", 120, 80, 35200, 17600, 0],
    ["xc7z020", 280, 220, 106400, 53200, 0],
    ["xc7z045", 1090, 900, 437200, 218600, 0],
    ["xc7a35t", 100, 90, 41600, 20800, 0],
    ["xc7a100t", 270, 240, 126800, 63400, 0],
    ["xc7k325t", 890, 840, 407600, 203800, 0],
    ["xcku115", 4320, 5520, 1326720, 663360, 0],
    ["xck26", 288, 1248, 234240, 117120, 64],
    ["xczu3eg", 432, 360, 141120, 70560, 0],
    ["xczu7ev", 624, 1728, 460800, 230400, 96],
    ["xczu9eg", 1824, 2520, 548160, 274080, 0],
    ["xcu50", 2688, 5952, 1743360, 871680, 640],
    ["xcu200", 4320, 6840, 2364480, 1182240, 960],
    ["xcvu9p", 4320, 6840, 2364480, 1182240, 960],
    ["xcu250", 5376, 12288, 3456000, 1728000, 1280],
    ["xcvu13p", 5376, 12288, 3456000, 1728000, 1280],
    ["xcu280", 4032, 9024, 2607360, 1303680, 960],
    ["xcu55c", 4032, 9024, 2607360, 1303680, 960],
  ];

/**
 * The same of parts with look-up tables of four inputs (Lattice FPGA-DS-02012, ECP5, and FPGA-DS-02049, CrossLink-NX; Gowin
 * DS102, GW2A); their LRAM is none of these kinds.
 */
const FOUR_INPUT_CAPACITIES: typeof CAPACITIES = [
  // BRAM_18K, DSP, FF, LUT, URAM
  ["lfe5u-25f", 56, 28, 24288, 24288, 0],
  ["lfe5u-45f", 108, 72, 43848, 43848, 0],
  ["lfe5u-85f", 208, 156, 83640, 83640, 0],
  ["lfe5um-25f", 56, 28, 24288, 24288, 0],
  ["lfe5um-45f", 108, 72, 43848, 43848, 0],
  ["lfe5um-85f", 208, 156, 83640, 83640, 0],
  ["lfe5um5g-25f", 56, 28, 24288, 24288, 0],
  ["lfe5um5g-45f", 108, 72, 43848, 43848, 0],
  ["lfe5um5g-85f", 208, 156, 83640, 83640, 0],
  ["lifcl-17", 24, 24, 13824, 13824, 0],
  ["lifcl-40", 84, 56, 32256, 32256, 0],
  ["gw2a-lv18", 46, 48, 15552, 20736, 0],
  ["gw2ar-lv18", 46, 48, 15552, 20736, 0],
];

/** What the names of parts begin with whose capacities are known to estimates for a target. */
export function knownPartsFor(target: Target): readonly string[] {
  const others = target.timing.pipelines === "elastic" ? FOUR_INPUT_CAPACITIES : [];
  return [...CAPACITIES, ...others].map(([prefix]) => prefix);
}

/** ECP5, CrossLink-NX and GW2A (Lattice FPGA-DS-02012 and FPGA-DS-02049, Gowin DS102). */
const FOUR_INPUTS = /^(lfe5u|lifcl-|gw2a)/i;

/** Whether the look-up tables of a part are known to have four inputs: what is counted in tables of six is no share of it. */
export function hasFourInputTables(part: string): boolean {
  return FOUR_INPUTS.test(part);
}

/** Whether estimates for a target count look-up tables of six inputs of a part that is known to have others. */
export function countsOtherTables(
  { part, target }: { readonly part: string; readonly target: Target },
): boolean {
  return hasFourInputTables(part) && target.timing.pipelines !== "elastic";
}

/** What a part has; null for one that the table of parts with look-up tables of six inputs does not list. */
export function capacityOf(part: string): Capacity | null {
  return listed(part, CAPACITIES);
}

/**
 * What a part has in the units in which estimates for a target count: for modules in its own cells, for what an HLS tool makes
 * in look-up tables of six inputs. Null for one that is not known, or has other cells.
 */
export function capacityFor(
  { part, target }: { readonly part: string; readonly target: Target },
): Capacity | null {
  return capacityOf(part) ??
    (target.timing.pipelines === "elastic" ? listed(part, FOUR_INPUT_CAPACITIES) : null);
}

function listed(part: string, capacities: typeof CAPACITIES): Capacity | null {
  const found = capacities.find(([prefix]) => part.toLowerCase().startsWith(prefix));
  if (found === undefined) return null;
  const [, BRAM_18K, DSP, FF, LUT, URAM] = found;
  return { BRAM_18K, DSP, FF, LUT, URAM };
}
