import { InterlaceError } from "../../base/errors.ts";
import { nearest, suggestion } from "../../base/text/nearest.ts";
import { parseArgs } from "./parse_args.ts";

/** A flag of a verb, as its help shows it. */
export interface FlagSpec {
  /** Without the dashes. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  /** What its value is called; absent for a flag that takes none. */
  readonly value?: string;
  /** It may be given several times. */
  readonly repeat?: boolean;
  readonly help: string;
  /** What holds without the flag. */
  readonly default?: string;
  /** A value that it may have, and of what it is the number: `nanoseconds, such as 5`. */
  readonly such?: string;
}

/** What was typed after a verb. */
export class Flags {
  readonly positional: readonly string[];
  readonly #values: Readonly<Record<string, unknown>>;
  readonly #args: readonly string[];
  readonly #specs: ReadonlyMap<string, FlagSpec>;

  /**
   * @throws {InterlaceError} for a flag that the verb does not have, with the nearest one, and for a missing value.
   */
  constructor(args: readonly string[], specs: readonly FlagSpec[]) {
    this.#args = args;
    const named = specs.map((spec) => spec.name);
    const unknown: string[] = [];
    const positional: string[] = [];
    this.#values = parseArgs(joinNegative(args, specs), {
      string: specs.filter((spec) => spec.value !== undefined).map((spec) => spec.name),
      boolean: specs.filter((spec) => spec.value === undefined).map((spec) => spec.name),
      collect: specs.filter((spec) => spec.repeat).map((spec) => spec.name),
      alias: Object.fromEntries(specs.filter((spec) => spec.short).map((spec) => [spec.name, spec.short!])),
      unknown: (argument, key) => {
        (key === undefined ? positional : unknown).push(argument);
        return false;
      },
    });
    const rest = args.indexOf("--");
    this.positional = rest < 0 ? positional : [...positional, ...args.slice(rest + 1)];
    this.#specs = new Map(specs.map((spec) => [spec.name, spec]));
    if (unknown.length > 0) throw unknownFlag(unknown[0], named);
    const empty = specs.find(({ name, value }) => value !== undefined && this.texts(name).includes(""));
    if (empty !== undefined) {
      throw new InterlaceError(`Cannot use --${empty.name}: its value ${empty.value} is missing`, {
        code: "option-invalid",
        hint: `Write --${empty.name} ${empty.value}.`,
      });
    }
  }

  /** These flags with further arguments, as if they had been typed too. */
  filled(args: readonly string[]): Flags {
    return args.length === 0 ? this : new Flags([...args, ...this.#args], [...this.#specs.values()]);
  }

  /** All flags but some, written out, as arguments for another process. */
  argumentsWithout(names: readonly string[]): readonly string[] {
    return [...this.#specs.values()].filter(({ name }) => !names.includes(name)).flatMap(
      ({ name, value }) => {
        if (value === undefined) return this.has(name) ? [`--${name}`] : [];
        return this.texts(name).map((text) => `--${name}=${text}`);
      },
    );
  }

  /** Whether a verb has a flag. */
  knows(name: string): boolean {
    return this.#specs.has(name);
  }

  /** Whether a flag was given at all. */
  has(name: string): boolean {
    return this.#spec(name).value === undefined ? this.#values[name] === true : this.texts(name).length > 0;
  }

  /** Value of a flag; the last one where it was repeated. */
  text(name: string): string | undefined {
    return this.texts(name).at(-1);
  }

  /** All values of a flag. */
  texts(name: string): readonly string[] {
    this.#spec(name);
    const value = this.#values[name];
    return value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)];
  }

  /** Integer value of a flag, at least `min`. */
  integer(name: string, min: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= min) return value;
    throw new InterlaceError(`Cannot use --${name} ${text}: it is not an integer of at least ${min}`, {
      code: "option-invalid",
      place: { field: `--${name}` },
      hint: this.example(name),
    });
  }

  /** Value of a flag that is a number above 0. */
  positive(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
    throw new InterlaceError(`Cannot use --${name} ${text}: it is not a number above 0`, {
      code: "option-invalid",
      place: { field: `--${name}` },
      hint: this.example(name),
    });
  }

  /** Value of a flag that is one of some words, in any case. */
  word<const Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const word = words.find((candidate) => candidate.toLowerCase() === text.toLowerCase());
    if (word !== undefined) return word;
    throw new InterlaceError(`Cannot use --${name} ${text}: it is not one of ${words.join(", ")}`, {
      code: "option-invalid",
      place: { field: `--${name}` },
      hint: suggestion(text, words),
    });
  }

  /** What the value of a flag is like; undefined where its words say so. */
  example(name: string): string | undefined {
    const { such } = this.#spec(name);
    return such && `--${name} takes ${such}.`;
  }

  #spec(name: string): FlagSpec {
    const spec = this.#specs.get(name);
    if (spec === undefined) throw new TypeError(`This verb declares no flag --${name}`);
    return spec;
  }
}

/** Arguments in which a negative number behind a flag is its value: it looks like a flag itself. */
function joinNegative(args: readonly string[], specs: readonly FlagSpec[]): readonly string[] {
  const taking = specs.filter(({ value }) => value !== undefined);
  const joined: string[] = [];
  for (const [i, argument] of args.entries()) {
    if (argument === "--") return [...joined, ...args.slice(i)];
    const before = joined.at(-1);
    const flag = taking.find(({ name, short }) =>
      before === `--${name}` || short !== undefined && before === `-${short}`
    );
    if (flag !== undefined && /^-\.?\d/.test(argument)) {
      joined[joined.length - 1] = `--${flag.name}=${argument}`;
    } else joined.push(argument);
  }
  return joined;
}

/** Most flags of which one may have been meant. */
const MOST_MEANT = 5;

/** The error for a flag that does not exist, to be thrown. */
export function unknownFlag(argument: string, names: readonly string[]): InterlaceError {
  const plain = argument.replace(/^-+/, "").split("=", 1)[0].toLowerCase();
  const guess = nearest(plain, names);
  const begun = plain === "" ? [] : names.filter((name) => name.startsWith(plain));
  const within = plain.length < 3
    ? []
    : names.filter((name) => name.split("-").some((word) => word.startsWith(plain)));
  const meant = begun.length > 0 ? begun : guess !== undefined ? [guess] : within;
  const flags = meant.slice(0, MOST_MEANT).map((name) => `--${name}`);
  const list = flags.length < 2 ? flags.join("") : `${flags.slice(0, -1).join(", ")} or ${flags.at(-1)}`;
  return new InterlaceError(`Cannot understand ${argument}: there is no such flag`, {
    code: "option-unknown",
    hint: `${list === "" ? "" : `Did you mean ${list}? `}--help lists all flags.`,
  });
}
