import type { Verb } from "../verb.ts";
import { METRIC_FLAGS } from "./metric_flags.ts";
import { DESIGN_FLAGS, MODEL_FLAGS } from "./shared_flags.ts";
import { JOB_FLAGS, MOST_TASKS, sliceFlag, TASK_FLAG } from "./slurm_flags.ts";

/** What help says of `explore`. */
export const explore: Verb = {
  name: "explore",
  usage: "MODEL --data [NAME=]X.npy [--labels Y.npy] [--metric M] -o DIR",
  summary:
    "maps what is possible: factors and types for intervals and budgets, and which designs are worth it",
  flags: [
    ...METRIC_FLAGS,
    {
      name: "intervals",
      value: "N,N,…",
      such: "cycles, such as 600,1550,3100",
      help: "cycles from one image to the next, at the most",
      default: "four, from the least that there is to where nothing gets cheaper",
    },
    {
      name: "budget",
      value: "B,B,…",
      such: "numbers, such as 0.001,0.003",
      help: "how much worse than float64 the metric may be; of snr and psnr without labels, the least dB",
      default: "that of tune",
    },
    {
      name: "widths",
      value: "W,W,…",
      such: "bits, such as 8,12,16",
      help: "types that are all of one width, besides",
      default: "8,12,16",
    },
    { name: "out", short: "o", value: "DIR", help: "folder of candidates, which a later run goes on with" },
    { name: "html", value: "FILE", help: "also write a page: metric against cost, each point a design" },
    { name: "threads", value: "N", such: "a count, such as 4", help: "threads", default: "the machine's" },
    {
      name: "build",
      value: "NAME|all",
      repeat: true,
      help: "convert this member of the Pareto set, run its tool, and compare what that measured",
    },
    {
      name: "tool-path",
      value: "P",
      help: "for --build: the tool's executable, or a folder with it or its bin",
    },
    { name: "json", help: "print one JSON document" },
    ...JOB_FLAGS,
    sliceFlag("candidates", `as many as make ${MOST_TASKS} tasks`),
    TASK_FLAG,
    ...DESIGN_FLAGS,
    ...MODEL_FLAGS,
  ],
  example: "decoder.onnx --data x.npy --labels y.npy --metric auc -o map --html map.html",
};
