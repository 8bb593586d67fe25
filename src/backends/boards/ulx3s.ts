import type { UartBoard } from "./board.ts";

/** ULX3S of Radiona, ECP5-85F: its host is at the other end of the FT231X. */
export const ulx3s: UartBoard = {
  kind: "uart",
  title: "ULX3S of Radiona, ECP5-85F",
  part: "LFE5U-85F-6BG381C",
  placement: "--85k --package CABGA381 --speed 6",
  loader: "openFPGALoader -b ulx3s",
  // 208 blocks of 2,048 bytes.
  memoryBytes: 208 * 2048,
  clockHz: 25_000_000,
  baud: 1_000_000,
  pins: [
    { port: "clk", site: "G2", pull: "NONE" },
    { port: "rx", site: "M1", pull: "UP" },
    { port: "tx", site: "L4", pull: "UP" },
    // Button 0, which is up and low when it is pressed.
    { port: "reset_n", site: "D6", pull: "UP" },
  ],
  wordBits: [8],
  defaultWordBits: 8,
  programs: ["yosys", "nextpnr-ecp5", "ecppack"],
  needs: "on the host pyserial",
};
