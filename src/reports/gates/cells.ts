import type { ResourceKind, Resources } from "../report.ts";
import { resourcesOf } from "../report.ts";

/** What a cell takes of a part. */
type CellUse = readonly [kind: ResourceKind, count: number];

/**
 * Cells of netlists by their types, and of nextpnr's lists of what a part has. A look-up table has four inputs in parts of
 * Lattice and Gowin, six in those of AMD. A memory of 18 Kibit is one block RAM. Adders and small memories count as the
 * look-up tables that they are made in: two bits of carry chain, sixteen words of four bits.
 */
const CELLS: readonly (readonly [type: RegExp, ...CellUse])[] = [
  // ECP5 (Lattice FPGA-TN-02205 and 02206), CrossLink-NX (FPGA-DS-02049)
  [/^(LUT[1-6]|WIDEFN9)$/, "LUT", 1],
  [/^(CCU2C?|CCU2D)$/, "LUT", 2],
  [/^(TRELLIS_)?DPR16X4(C)?$/, "LUT", 4],
  [/^TRELLIS_FF$|^FD1P3[A-Z]{2}$/, "FF", 1],
  [/^(DP16KD|P?DP16K|PDPSC16K|SP16K|FIFO16K)(_MODE)?$/, "BRAM_18K", 1],
  [/^MULT18X18D?$|^MULT(ADDSUB|PREADD)?(18X18|9X9WIDE|18X18WIDE)$/, "DSP", 1],
  [/^MULT9X9D?$/, "DSP", 0.5],
  [/^MULT(18X36|36X18)$/, "DSP", 2],
  [/^MULT36X36$/, "DSP", 4],
  [/^(TRELLIS|OXIDE)_COMB$/, "LUT", 1],
  [/^OXIDE_FF$/, "FF", 1],
  [/^OXIDE_EBR$/, "BRAM_18K", 1],
  [/^MULT18_CORE$/, "DSP", 1],
  // Gowin (UG288, UG285, UG287)
  [/^ALU$/, "LUT", 1],
  [/^RAM16SDP4$/, "LUT", 4],
  [/^RAM16S(DP)?[12]$/, "LUT", 2],
  [/^DFF[A-Z]*$/, "FF", 1],
  [/^(SDPB|DPB|SP|DPX9B|SDPX9B|SPX9|pROM|pROMX9|BSRAM)$/, "BRAM_18K", 1],
  // 7 series and UltraScale (UG953, UG974)
  [/^(SRL16E|SRLC32E|RAM(32|64)X1S|INV)$/, "LUT", 1],
  [/^RAM(32|64)X1D$/, "LUT", 2],
  [/^RAM(32|64)M$|^RAM128X1D$/, "LUT", 4],
  [/^RAM(32M16|64M8)$/, "LUT", 8],
  [/^FD[RSCP]E(_1)?$/, "FF", 1],
  [/^RAMB18E[12]$/, "BRAM_18K", 1],
  [/^RAMB36E[12]$/, "BRAM_18K", 2],
  [/^DSP48E[12]$/, "DSP", 1],
  [/^URAM288(_BASE)?$/, "URAM", 1],
];

/**
 * What cells take of a part together. A netlist lists all of its cells: of a kind that no type is of, none is used.
 *
 * @param counts How many there are of each type.
 */
export function resourcesOfCells(
  counts: Readonly<Record<string, number>>,
  available: Readonly<Record<string, number>> | null,
): Resources {
  const sum = (kind: ResourceKind, of: Readonly<Record<string, number>>) =>
    Object.entries(of).reduce((total, [type, count]) => {
      const [, , each] = CELLS.find(([pattern, takes]) => takes === kind && pattern.test(type)) ??
        [null, kind, 0];
      return total + each * count;
    }, 0);
  return resourcesOf((kind) => ({
    used: Math.ceil(sum(kind, counts)),
    available: available === null ? null : Math.floor(sum(kind, available)) || null,
  }));
}
