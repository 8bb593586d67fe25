import { InterlaceError } from "../base/errors.ts";

/**
 * Checks that a model is built by a function.
 * @throws {InterlaceError} if not.
 */
export function checkBuilds(model: string, build: unknown): void {
  if (typeof build !== "function") throw withoutOutput(model, `what should build it is a ${typeof build}`);
}

/**
 * Checks what a function that builds a model returns: in JavaScript it may have forgotten to.
 * @throws {InterlaceError} if that is neither a node nor a list of nodes.
 */
export function checkOutputs(model: string, outputs: unknown): void {
  if (isNode(outputs) || Array.isArray(outputs) && outputs.every(isNode)) return;
  const what = outputs instanceof Promise
    ? "a promise"
    : Array.isArray(outputs)
    ? "a list of something else"
    : typeof outputs === "object" && outputs !== null
    ? "an object"
    : String(outputs);
  throw withoutOutput(model, `its function returns ${what}, not the output or outputs`);
}

function isNode(value: unknown): boolean {
  return typeof value === "object" && value !== null && "name" in value && "shape" in value;
}

function withoutOutput(model: string, problem: string): InterlaceError {
  return new InterlaceError(`Cannot build model "${model}": ${problem}`, {
    code: "model-invalid",
    hint:
      "Give a function that returns what a method of the builder returns, or a list of such: (b) => b.relu(x).",
  });
}
