import { countsOf } from "../../estimate/counts.ts";
import type { Candidate, CandidateFigures, TypeRule } from "./candidate.ts";

/** Numbers that JSON has no words for, such as the signal-to-noise ratio of what has no error. */
const WORDS: ReadonlyMap<unknown, number> = new Map(
  [Infinity, -Infinity, NaN].map((value) => [String(value), value]),
);

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
    return candidateOf(JSON.parse(line));
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof NoRecord) return null;
    throw error;
  }
}

/** What is read is no candidate. */
class NoRecord extends Error {}

function candidateOf(value: unknown): Candidate {
  const fields = fieldsOf(value);
  const { figures } = fields;
  return {
    key: text(fields.key),
    interval: count(fields.interval),
    types: typesOf(fieldsOf(fields.types)),
    figures: figures === null ? null : figuresOf(fieldsOf(figures)),
    reason: fields.reason === null ? null : text(fields.reason),
  };
}

function typesOf({ budget, width }: Fields): TypeRule {
  return budget === undefined ? { width: count(width) } : { budget: number(budget) };
}

function figuresOf(fields: Fields): CandidateFigures {
  const resources = fieldsOf(fields.resources);
  return {
    searched: number(fields.searched),
    metric: number(fields.metric),
    spread: number(fields.spread),
    loss: number(fields.loss),
    cycles: count(fields.cycles),
    cost: number(fields.cost),
    resources: countsOf((kind) => number(resources[kind])),
    multipliers: number(fields.multipliers),
    averageBits: number(fields.averageBits),
    configuration: fieldsOf(fields.configuration),
  };
}

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Fields;
  throw new NoRecord();
}

function text(value: unknown): string {
  if (typeof value === "string") return value;
  throw new NoRecord();
}

function number(value: unknown): number {
  const found = typeof value === "number" ? value : WORDS.get(value);
  if (found !== undefined) return found;
  throw new NoRecord();
}

function count(value: unknown): number {
  const found = number(value);
  if (Number.isSafeInteger(found) && found >= 1) return found;
  throw new NoRecord();
}
