import type { BuildStep } from "../../tools/step.ts";

/** Logic synthesis, by whichever tool. */
export const LOGIC_SYNTHESIS: BuildStep = {
  name: "vsynth",
  title: "Logic synthesis",
  help: "logic synthesis; of C++ it takes a synthesis as well",
  reports: true,
  isDefault: true,
};

/** Place and route of what synthesis made. */
export const PLACE_AND_ROUTE: BuildStep = {
  name: "place",
  title: "Place and route",
  help: "place and route of Verilog, for parts that open tools know; takes a logic synthesis as well",
  after: "vsynth",
  reports: true,
  isDefault: true,
};

/** A bitstream of what was placed. */
export const BITSTREAM: BuildStep = {
  name: "bitstream",
  title: "Bitstream",
  help: "a bitstream of the fastest placement; takes place and route as well",
  after: "place",
  reports: true,
  isDefault: false,
};

/** What `build` may do with a project in Verilog. */
export const RTL_STEPS: readonly BuildStep[] = [LOGIC_SYNTHESIS, PLACE_AND_ROUTE, BITSTREAM];
