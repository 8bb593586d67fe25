import { z } from "npm:zod@4.6.7";

/** Paths of a project: relative, in its own folder. */
const path = z.string().regex(
  /^(?!.*(^|\/)\.\.?(\/|$))[\w.+-]+(\/[\w.+-]+)*$/,
  "is not a path inside the project",
);
const storedFile = z.object({ name: z.string(), path });
/** `interlace.json` as it is checked; loaded when a project is opened. */
export const manifestSchema = z.object({
  interlace: z.string(),
  name: z.string(),
  backend: z.string(),
  target: z.unknown().optional(),
  io: z.string(),
  model: z.object({
    format: z.string(),
    main: z.string(),
    files: z.array(storedFile),
    inputShapes: z.record(z.string(), z.array(z.number())),
    constants: z.array(storedFile),
    outputs: z.array(z.string()).optional(),
    weights: z.string().optional(),
  }),
  configuration: z.record(z.string(), z.unknown()),
  sha256: z.record(path, z.string()),
});
