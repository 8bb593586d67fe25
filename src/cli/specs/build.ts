import { BUILD_STEPS } from "../../backends/tools/steps.ts";
import type { Verb } from "../verb.ts";
import { JOB_FLAGS, sliceFlag, TASK_FLAG } from "./slurm_flags.ts";

/** Minutes after which a build that nobody limited is ended. */
export const DEFAULT_TIMEOUT = 1440;

/** Seeds of placements where nobody says any. */
export const DEFAULT_SEEDS: readonly number[] = [1];

/** The steps of all families; one that several have is one flag. */
const STEPS = Object.values(BUILD_STEPS).flat()
  .filter(({ name }, i, all) => all.findIndex((step) => step.name === name) === i);

/** What help says of `build`. */
export const build: Verb = {
  name: "build",
  usage: `DIR ${STEPS.map(({ name }) => `[--${name}]`).join(" ")}`,
  summary: "runs the tools of a project and reads its reports",
  flags: [
    ...STEPS.map(({ name, help }) => ({ name, help })),
    {
      name: "part",
      value: "P",
      help: "FPGA part of a project in Verilog",
      default: "the one that it was made for",
    },
    {
      name: "seeds",
      such: "seeds of placements, such as 1,2,3",
      value: "S,S",
      help: "where place and route begin, for each anew: the fastest counts",
      default: DEFAULT_SEEDS.join(),
    },
    {
      name: "constraints",
      value: "F",
      help: "sites of the pins of a project in Verilog, as the tool reads them: .lpf, .pdc, .cst",
    },
    { name: "reset", help: "empty the tool's project first" },
    { name: "force", help: "repeat steps that were done for the same files" },
    { name: "json", help: "print one JSON document" },
    { name: "tool-path", value: "P", help: "the tool's executable, or a folder with it or its bin" },
    {
      name: "timeout",
      such: "minutes, such as 90",
      value: "MIN",
      help: "minutes after which the tool is ended",
      default: String(DEFAULT_TIMEOUT),
    },
    {
      name: "out",
      short: "o",
      value: "DIR",
      help: "Slurm: folder of scripts, logs and outcomes; of any number of projects",
    },
    ...JOB_FLAGS,
    sliceFlag("projects", "1"),
    TASK_FLAG,
  ],
  example: "build/decoder --csim --synth --cosim",
};
