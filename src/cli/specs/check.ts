import type { Verb } from "../verb.ts";
import { METRIC_FLAGS } from "./metric_flags.ts";
import { DESIGN_FLAGS, MODEL_FLAGS } from "./shared_flags.ts";

/** Flags that a baseline keeps, so that a check needs none of them. */
export const KEPT_FLAGS = [
  ...METRIC_FLAGS.filter(({ name }) => name === "data" || name === "labels" || name === "metric"),
  ...DESIGN_FLAGS,
  ...MODEL_FLAGS,
];

/** What help says of `check`. */
export const check: Verb = {
  name: "check",
  usage: "BASELINE [--update] [--json] | BASELINE --write MODEL [--data X.npy] …",
  summary: "compares a design with kept figures: cycles, cost, metric; exit code 1 when any is worse",
  flags: [
    {
      name: "write",
      value: "MODEL",
      help: "write the baseline of a model, with the flags that stand beside it",
    },
    { name: "update", help: "keep the figures as they are now" },
    { name: "json", help: "print one JSON document" },
    ...KEPT_FLAGS,
    { name: "force", help: "with --write: replace a baseline" },
  ],
  example: "baseline.json --write decoder.onnx --config design.yml --data x.npy --labels y.npy --metric auc",
};
