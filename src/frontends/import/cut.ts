import { InterlaceError } from "../../base/errors.ts";
import { nearest } from "../../base/text/nearest.ts";
import type { ImportOptions } from "../frontend.ts";

/** The tensors at which a model is cut, each once; undefined where its outputs are its own. */
export function wantedOutputs({ outputs = [] }: ImportOptions): readonly string[] | undefined {
  return outputs.length === 0 ? undefined : [...new Set(outputs)];
}

/** The error for an output that was asked for and is not there, with the nearest that is. */
export function cutError(
  wanted: string,
  { file, what, known }: {
    readonly file: string;
    /** What such outputs are called in the format. */
    readonly what: string;
    readonly known: readonly string[];
  },
): InterlaceError {
  const guess = nearest(wanted, known);
  return new InterlaceError(`Cannot cut ${file} at "${wanted}": it has no ${what} of this name`, {
    code: "layer-unknown",
    place: { file, field: "--output" },
    hint: guess === undefined ? someOf(known) : `Did you mean ${outputFlag([guess])}?`,
  });
}

/** Most tensors that a hint names. */
const MAX_NAMED = 8;

/** The last tensors, behind which least is left out. */
function someOf(known: readonly string[]): string {
  if (known.length === 0) return "It has none to cut at.";
  const last = [...new Set(known)].slice(-MAX_NAMED);
  const which = last.length < known.length ? `The last of its ${known.length} are` : "Its own are";
  return `${which} ${last.map((name) => outputFlag([name])).join(", ")}.`;
}

/** How tensors are named on the command line. */
function outputFlag(names: readonly string[]): string {
  return names.map((name) => `--output ${/^[\w./:-]+$/.test(name) ? name : quoted(name)}`).join(" ");
}

/** A text as a shell takes it without reading anything into it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * The error for a model of which some things are not supported.
 *
 * @param refusals One line a thing.
 * @param cuts The last tensors up to which everything is supported.
 */
export function refusedError(
  file: string,
  { refusals, cuts }: { readonly refusals: readonly string[]; readonly cuts: readonly string[] },
  further: readonly string[] = [],
): InterlaceError {
  const count = refusals.length;
  const what = count === 1 ? "one thing in it is" : `${count} things in it are`;
  const more = cuts.length > MAX_NAMED ? ` and ${cuts.length - MAX_NAMED} others` : "";
  return new InterlaceError(`Cannot import ${file}: ${what} not supported`, {
    code: "model-unsupported",
    place: { file },
    details: [...refusals, ...further],
    hint: cuts.length === 0
      ? undefined
      : `Everything is supported up to ${
        outputFlag(cuts.slice(0, MAX_NAMED))
      }${more}, which cuts the model there.`,
  });
}
