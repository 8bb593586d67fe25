import { InterlaceError } from "./errors.ts";
import { nearest } from "./text/nearest.ts";

/** Where an option stands. */
export interface OptionPlace {
  /** What cannot be done without it: `create a design`. */
  readonly action: string;
  /** Its name, behind the names of the options around it: `layers.up.reuseFactor`. */
  readonly path: string;
}

/** Throws an {@linkcode InterlaceError} for a value that an option must not have. */
export type OptionRule = (value: unknown, place: OptionPlace) => void;

/** A rule for every option: the compiler names one that is forgotten. */
export type OptionRules<Options extends object> = Readonly<Record<keyof Required<Options>, OptionRule>>;

/**
 * Checks options as a script gives them: nothing keeps JavaScript from misspelling their names and kinds.
 *
 * @param action What they are for, behind "Cannot": `create a design`.
 * @throws {InterlaceError} for an option that there is not, with one that is spelled alike, and for a value of another kind.
 *
 * @example
 * ```ts
 * import { checkOptions, isFlag } from "./options.ts";
 *
 * checkOptions<{ force?: boolean }>("write a project", { force: true }, { force: isFlag });
 * ```
 */
export function checkOptions<Options extends object>(
  action: string,
  options: Options,
  rules: OptionRules<NoInfer<Options>>,
): void {
  isObject(rules)(options, { action, path: "" });
}

/** An object with options of its own. */
export function isObject<Options extends object>(rules: OptionRules<Options>): OptionRule {
  return (value, { action, path }) => {
    const within = (name: string) => path === "" ? name : `${path}.${name}`;
    for (const [name, entry] of entriesOf(value, { action, path })) {
      const known = Object.entries<OptionRule>(rules).find(([key]) => key === name);
      if (known === undefined) throw unknownOption({ action, path: within(name) }, name, Object.keys(rules));
      if (entry !== undefined) known[1](entry, { action, path: within(name) });
    }
  };
}

/** An object with fields of its own, none of them left out. */
export function isFields<Fields extends object>(rules: OptionRules<Fields>): OptionRule {
  const isKnown = isObject(rules);
  return (value, place) => {
    isKnown(value, place);
    const given = new Set(
      entriesOf(value, place).flatMap(([name, entry]) => entry === undefined ? [] : [name]),
    );
    const missing = Object.keys(rules).find((name) => !given.has(name));
    if (missing !== undefined) {
      throw wrong(undefined, { ...place, path: `${place.path}.${missing}` }, "a value");
    }
  };
}

/** An object with any names, each with a value of one kind. */
export function isRecord(rule: OptionRule): OptionRule {
  return (value, { action, path }) => {
    for (const [name, entry] of entriesOf(value, { action, path })) {
      rule(entry, { action, path: `${path}.${name}` });
    }
  };
}

function entriesOf(value: unknown, place: OptionPlace): readonly (readonly [string, unknown])[] {
  const prototype = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
  if (prototype === null || prototype === Object.prototype) return Object.entries(value as object);
  throw wrong(value, place, "a plain object");
}

/** Makes a rule of a test. */
function rule(expected: string, fits: (value: unknown) => boolean): OptionRule {
  return (value, place) => {
    if (!fits(value)) throw wrong(value, place, expected);
  };
}

/** Text that is not empty. */
export const isText: OptionRule = rule("text", (value) => typeof value === "string" && value !== "");

/** True or false. */
export const isFlag: OptionRule = rule("true or false", (value) => typeof value === "boolean");

/** 1, 2, 3, … */
export const isCount: OptionRule = rule(
  "a positive integer",
  (value) => Number.isSafeInteger(value) && Number(value) >= 1,
);

/** 1, 2, 3, … or a word. */
export function isCountOr(word: string): OptionRule {
  return (value, place) => value === word ? undefined : isCount(value, place);
}

/** A number within bounds that it may have itself. */
export function isBetween(least: number, most: number): OptionRule {
  return rule(
    `a number from ${least} to ${most}`,
    (value) => typeof value === "number" && value >= least && value <= most,
  );
}

/** A number of 0 or more. */
export const isAmount: OptionRule = rule(
  "a number of at least 0",
  (value) => typeof value === "number" && Number.isFinite(value) && value >= 0,
);

/** An integer of any sign. */
export const isInteger: OptionRule = rule("an integer", Number.isSafeInteger);

/** A function. */
export const isFunction: OptionRule = rule("a function", (value) => typeof value === "function");

/** What can do some things, whatever else it is. */
export function hasFunctions(...names: readonly string[]): OptionRule {
  return rule(
    `an object with the functions ${names.join(", ")}`,
    (value) =>
      typeof value === "object" && value !== null &&
      names.every((name) => name in value && typeof Reflect.get(value, name) === "function"),
  );
}

/** A `Map`; what it holds is looked at by whoever reads it. */
export const isMap: OptionRule = rule("a Map", (value) => value instanceof Map);

/** What ends work from outside. */
export const isSignal: OptionRule = rule("an AbortSignal", (value) => value instanceof AbortSignal);

/** Numbers with a shape. */
export const isArray: OptionRule = rule(
  "an array of numbers with a shape",
  (value) =>
    typeof value === "object" && value !== null && "shape" in value && Array.isArray(value.shape) &&
    "data" in value && value.data instanceof Float64Array,
);

/** A list. */
export const isList: OptionRule = rule("a list", Array.isArray);

/** A list of values of one kind. */
export function isListOf(rule: OptionRule): OptionRule {
  return (value, place) => {
    if (!Array.isArray(value)) throw wrong(value, place, "a list");
    value.forEach((entry, i) => rule(entry, { ...place, path: `${place.path}[${i}]` }));
  };
}

/** An integer from 0 up to a bound, or the bound itself. */
export function isUpTo(most: number): OptionRule {
  const expected = most === Infinity
    ? "an integer of at least 0, or Infinity"
    : `an integer from 0 to ${most}`;
  return rule(
    expected,
    (value) => value === most || Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most,
  );
}

/** A list of texts. */
export const isTexts: OptionRule = rule(
  "a list of texts",
  (value) => Array.isArray(value) && value.every((entry) => typeof entry === "string"),
);

/** One of several words. */
export function isOneOf(words: readonly (string | number)[]): OptionRule {
  return (value, place) => {
    if ((typeof value === "string" || typeof value === "number") && words.includes(value)) return;
    throw wrong(value, place, `one of ${words.join(", ")}`);
  };
}

/** What the first rule takes where the value is text, else what the second one takes. */
export function isTextOr(other: OptionRule): OptionRule {
  return (value, place) => typeof value === "string" ? isText(value, place) : other(value, place);
}

function wrong(value: unknown, { action, path }: OptionPlace, expected: string): InterlaceError {
  const subject = path === "" ? "what should be its options" : `option ${path}`;
  return new InterlaceError(`Cannot ${action}: ${subject} is ${describe(value)}, expected ${expected}`, {
    code: "option-invalid",
    place: path === "" ? {} : { field: path },
  });
}

function unknownOption(
  { action, path }: OptionPlace,
  name: string,
  known: readonly string[],
): InterlaceError {
  const guess = nearest(name, known);
  return new InterlaceError(`Cannot ${action}: there is no option ${path}`, {
    code: "option-unknown",
    place: { field: path },
    hint: guess === undefined ? `The options are ${known.join(", ")}.` : `Did you mean ${guess}?`,
  });
}

/** A value in a few words. */
function describe(value: unknown): string {
  if (typeof value === "string") {
    return value.length > 40 ? `${JSON.stringify(value.slice(0, 40))}…` : JSON.stringify(value);
  }
  if (Array.isArray(value)) return "a list";
  if (typeof value === "function") return "a function";
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value !== "object" || value === null) return String(value);
  return `an object of the class ${value.constructor?.name ?? "unknown"}`;
}
