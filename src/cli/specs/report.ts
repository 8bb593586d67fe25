import type { Verb } from "../verb.ts";

/** What help says of `report`. */
export const report: Verb = {
  name: "report",
  usage: "DIR|FILE… [--json] [--html FILE]",
  summary: "reads latency, interval, clock and resources from the reports of the vendor's or open tools",
  flags: [
    { name: "json", help: "print one JSON document" },
    {
      name: "html",
      value: "FILE",
      help: "also write one self-contained page; of several runs, side by side",
    },
  ],
  example: "build/decoder --html decoder.html",
};
