import type { Verb } from "../verb.ts";

/** What help says of `doctor`. */
export const doctor: Verb = {
  name: "doctor",
  usage: "[--fetch] [--json]",
  summary: "lists the compilers, vendor tools and packages that are here and what each enables",
  flags: [
    {
      name: "fetch",
      help: "first fetch everything that verbs load when they need it, for work without a network",
    },
    { name: "json", help: "print one JSON document" },
  ],
  example: "--json",
};
