import { InterlaceError } from "./errors.ts";

/** What a function of the library is handed by a script, and how to tell it from anything else. */
export interface Handed {
  /** What people call it. */
  readonly name: string;
  /** A list that it has. */
  readonly list: string;
  /** How to come by one. */
  readonly hint: string;
  /** The same where what was handed over is a promise. */
  readonly awaited: string;
}

/**
 * Checks that a script hands over what it should: in JavaScript nothing keeps it from forgetting an `await`.
 *
 * @param action What is to be done, behind "Cannot": `create a design`.
 * @throws {InterlaceError} for a promise, `null` or anything else that has no such list.
 */
export function checkHanded(action: string, value: unknown, handed: Handed): void {
  const { name, list, hint, awaited } = handed;
  if (typeof value === "object" && value !== null && Array.isArray(Reflect.get(value, list))) return;
  const isPromise = value instanceof Promise;
  throw new InterlaceError(
    `Cannot ${action}: ${
      isPromise ? `a promise was given, no ${name}` : `${described(value)} is no ${name}`
    }`,
    { code: "option-invalid", hint: isPromise ? awaited : hint },
  );
}

/** A few words for what stands in the place of something else. */
function described(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "this object" : `a ${typeof value}`;
}
