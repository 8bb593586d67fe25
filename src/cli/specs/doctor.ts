import type { Verb } from "../verb.ts";

/** What help says of `doctor`. */
export const doctor: Verb = {
  name: "doctor",
  usage: "[--json]",
  summary: "lists the compilers and vendor tools that were found and what each enables",
  flags: [{ name: "json", help: "print one JSON document" }],
  example: "--json",
};
