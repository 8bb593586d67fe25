import type { BackendFamily } from "../family.ts";
import { runCsim } from "./csim/run.ts";
import { renderFirmware } from "./firmware.ts";
import { renderHost } from "./host.ts";
import { README, renderReadme } from "./readme.ts";
import { renderTestbench } from "./testbench.ts";

/** C++ for high-level synthesis. */
export const hls: BackendFamily = {
  name: "hls",
  language: "C++",
  comparison: "simulatorVsCsim",
  render: (design, vectors) =>
    new Map([
      ...renderFirmware(design),
      ...renderTestbench(design, vectors),
      ...renderHost(design),
      [README, renderReadme(design)],
    ]),
  boards: [],
  clocked: false,
  execute: (design, inputs, { runners, ...options } = {}) =>
    runCsim(design, inputs, { ...runners?.hls, ...options }),
};
