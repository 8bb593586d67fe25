import type { Verb } from "../verb.ts";

/** Minutes after which a build that nobody limited is ended. */
export const DEFAULT_TIMEOUT = 1440;

/** What help says of `build`. */
export const build: Verb = {
  name: "build",
  usage: "DIR [--csim] [--synth] [--cosim] [--export] [--vsynth]",
  summary: "runs the vendor's HLS tool on a project and reads its reports",
  flags: [
    { name: "csim", help: "C simulation: the firmware against the expected outputs" },
    { name: "synth", help: "C synthesis" },
    { name: "cosim", help: "co-simulation of the RTL; takes a synthesis as well" },
    { name: "export", help: "export of the IP; takes a synthesis as well" },
    { name: "vsynth", help: "logic synthesis; takes a synthesis as well" },
    { name: "reset", help: "empty the tool's project first" },
    { name: "force", help: "repeat steps that were done for the same files" },
    { name: "json", help: "print one JSON document" },
    { name: "tool-path", value: "P", help: "the tool's executable, or a folder with it or its bin" },
    {
      name: "timeout",
      value: "MIN",
      help: "minutes after which the tool is ended",
      default: String(DEFAULT_TIMEOUT),
    },
  ],
  example: "build/decoder --csim --synth --cosim",
};
