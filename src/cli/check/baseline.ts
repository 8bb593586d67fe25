import { z } from "npm:zod@4.6.7";
import { InterlaceError } from "../../base/errors.ts";
import { readJson } from "../../base/text/json.ts";
import { MAX_TEXT_BYTES, readRegularFile } from "../../base/files/read_file.ts";
import { VERSION } from "../../base/version.ts";
import type { DesignFigures } from "../../explore/design_figures.ts";
import type { AllowedLoss } from "../../explore/compare_figures.ts";

/** What a file keeps of a design. */
export interface Baseline {
  /** The version that wrote it. */
  readonly interlace: string;
  /** Path of the model, from where a check is run. */
  readonly model: string;
  /** Flags as they were typed; paths likewise. */
  readonly flags: readonly string[];
  /** How much worse figures may be, for people to edit. */
  readonly allowed: AllowedLoss;
  readonly figures: DesignFigures;
}

/** Nothing may be worse: the same files give the same figures. */
const NOTHING: AllowedLoss = { cycles: 0, resources: 0, metric: 0 };

const amount = z.number().nonnegative();

const baselineSchema = z.strictObject({
  interlace: z.string(),
  model: z.string().min(1),
  flags: z.array(z.string()),
  allowed: z.strictObject({ cycles: amount, resources: amount, metric: amount }),
  figures: z.strictObject({
    interval: amount,
    latency: amount.nullable(),
    resources: z.strictObject({ BRAM_18K: amount, DSP: amount, FF: amount, LUT: amount, URAM: amount }),
    cost: amount,
    metric: z.number().nullable(),
  }),
});

/**
 * Reads a baseline.
 * @throws {InterlaceError} for a file that is none, naming the field.
 */
export async function readBaseline(path: string): Promise<Baseline> {
  const bytes = await readRegularFile(path, { maxBytes: MAX_TEXT_BYTES });
  const parsed = baselineSchema.safeParse(jsonOf(bytes, path));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw noBaseline(path, issue.message, { field: issue.path.join(".") });
}

function jsonOf(bytes: Uint8Array, path: string): unknown {
  try {
    return readJson(bytes, path);
  } catch (cause) {
    if (!(cause instanceof InterlaceError) || cause.code !== "file-damaged") throw cause;
    throw noBaseline(path, "it is not JSON", { cause });
  }
}

function noBaseline(
  path: string,
  why: string,
  { field, cause }: { readonly field?: string; readonly cause?: InterlaceError },
): InterlaceError {
  return new InterlaceError(`Cannot read ${path}: it is no baseline: ${why}`, {
    code: "file-damaged",
    place: { file: path, field },
    hint: "check BASELINE --write MODEL writes one.",
    cause,
  });
}

/** A baseline as text. */
export function formatBaseline(
  { model, flags, figures, allowed = NOTHING }:
    & Omit<Baseline, "interlace" | "allowed">
    & { readonly allowed?: AllowedLoss },
): string {
  return `${JSON.stringify({ interlace: VERSION, model, flags, allowed, figures }, null, 2)}\n`;
}
