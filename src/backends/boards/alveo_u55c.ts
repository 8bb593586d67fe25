import type { AlveoBoard } from "./board.ts";

/** Alveo U55C of AMD. */
export const alveoU55c: AlveoBoard = {
  kind: "alveo",
  title: "Alveo U55C of AMD",
  part: "xcu55c-fsvh2892-2L-e",
  platform: "xilinx_u55c_gen3x16_xdma_3_202210_1",
  memory: { name: "HBM", banks: 32, bankBytes: 2 ** 29 },
  slr: "SLR0",
  wordBits: [32, 64, 128],
  defaultWordBits: 64,
  programs: ["v++"],
  needs: "the platform xilinx_u55c_gen3x16_xdma_3_202210_1; on the host XRT with pyxrt",
};
