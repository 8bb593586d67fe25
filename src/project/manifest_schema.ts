import { z } from "npm:zod@4.6.7";
import { BOARD_NAMES, WORD_BITS } from "../backends/mod.ts";

const path = z.string()
  .regex(/^(?!.*(^|\/)\.\.?(\/|$))[\w.+-]+(\/[\w.+-]+)*$/, "is not a path inside the project")
  .describe("relative, with `/`, inside the project's own folder");

const storedFile = z.object({
  name: z.string().describe("what the model calls it"),
  path,
});

/** What is asked of `interlace.json` before anything else. */
export const formSchema = z.object({ schema: z.number() });

/** `interlace.json` as it is checked; loaded when a project is opened. `docs/MANIFEST.md` is written from it. */
export const manifestSchema = z.object({
  schema: z.int().positive().default(1).describe("form of this file; absent in the first"),
  interlace: z.string().describe("version of Interlace that wrote the project"),
  name: z.string().describe("top function or module"),
  backend: z.string().describe("name of the target"),
  target: z.unknown().optional().describe(
    "all of the target where it is one of your own: limits, cycles, strategies; `null` where there is no limit",
  ),
  io: z.string().describe("`io_stream` or `io_parallel`"),
  deployment: z.object({
    board: z.enum(BOARD_NAMES).describe("for what"),
    wordBits: z.literal(WORD_BITS).describe("bits of a word of its streams"),
  }).optional().describe("what stands around the network"),
  model: z.object({
    format: z.string().describe("a key of `FRONTENDS`"),
    main: z.string().describe("which of `files` is the model itself, by its name"),
    files: z.array(storedFile).describe("the model as it was imported"),
    inputShapes: z.record(z.string(), z.array(z.number())).describe(
      "that were given, by the name of the input",
    ),
    constants: z.array(storedFile).describe("inputs that were given as constants, as `.npy` files"),
    outputs: z.array(z.string()).optional().describe("tensors that the model was cut at"),
    weights: z.string().optional().describe("which of `files` has the weights, where the model has none"),
  }).describe("a copy of the model, and how to import it"),
  configuration: z.record(z.string(), z.unknown()).describe(
    "every type, factor and strategy that was decided, with the keys of a configuration file (CONFIGURATION.md)",
  ),
  sha256: z.record(path, z.string()).describe("of every other file as it was written, in hexadecimal"),
});
