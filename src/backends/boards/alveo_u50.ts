import type { AlveoBoard } from "./board.ts";

/** Alveo U50 of AMD. */
export const alveoU50: AlveoBoard = {
  kind: "alveo",
  title: "Alveo U50 of AMD",
  part: "xcu50-fsvh2104-2-e",
  platform: "xilinx_u50_gen3x16_xdma_5_202210_1",
  memory: { name: "HBM", banks: 32, bankBytes: 2 ** 28 },
  slr: "SLR0",
  wordBits: [32, 64, 128],
  defaultWordBits: 64,
  programs: ["v++"],
  needs: "the platform xilinx_u50_gen3x16_xdma_5_202210_1; on the host XRT with pyxrt",
};
