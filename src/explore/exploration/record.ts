import { z } from "npm:zod@4.6.7";
import type { Candidate } from "./candidate.ts";

/** Numbers that JSON has no words for, such as the signal-to-noise ratio of what has no error. */
const WORDS: Readonly<Record<string, number>> = { Infinity, "-Infinity": -Infinity, NaN };

const figure = z.union([
  z.number(),
  z.enum(["Infinity", "-Infinity", "NaN"]).transform((word) => WORDS[word]),
]);

const counts = z.object({
  BRAM_18K: z.number(),
  DSP: z.number(),
  FF: z.number(),
  LUT: z.number(),
  URAM: z.number(),
});

const recordSchema = z.object({
  key: z.string(),
  interval: z.number(),
  types: z.union([z.strictObject({ budget: z.number() }), z.strictObject({ width: z.number() })]),
  figures: z.object({
    searched: figure,
    metric: figure,
    spread: figure,
    loss: figure,
    cycles: z.number(),
    cost: z.number(),
    resources: counts,
    multipliers: z.number(),
    averageBits: z.number(),
    configuration: z.record(z.string(), z.unknown()),
  }).nullable(),
  reason: z.string().nullable(),
});

/** A candidate as a line of text. */
export function formatRecord(candidate: Candidate): string {
  return JSON.stringify(
    candidate,
    (_, value: unknown) => typeof value === "number" && !Number.isFinite(value) ? String(value) : value,
  );
}

/** The candidate of a line; null for a line that is none, as one that a process was killed over. */
export function parseRecord(line: string): Candidate | null {
  try {
    const parsed = recordSchema.safeParse(JSON.parse(line));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
