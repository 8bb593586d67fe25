import type { AlveoBoard } from "./board.ts";

/** Alveo U250 of AMD. */
export const alveoU250: AlveoBoard = {
  kind: "alveo",
  title: "Alveo U250 of AMD",
  part: "xcu250-figd2104-2L-e",
  platform: "xilinx_u250_gen3x16_xdma_4_1_202210_1",
  memory: { name: "DDR", banks: 4, bankBytes: 2 ** 34 },
  slr: "SLR0",
  wordBits: [32, 64, 128],
  defaultWordBits: 64,
  programs: ["v++"],
  needs: "the platform xilinx_u250_gen3x16_xdma_4_1_202210_1; on the host XRT with pyxrt",
};
