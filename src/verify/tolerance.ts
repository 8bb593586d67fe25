import { type Model, primitiveOf } from "../model/mod.ts";
import type { OraclePrecision } from "../oracles/mod.ts";

/** Largest relative error of float32 arithmetic that still counts as the same network. */
export const FLOAT_TOLERANCE = 1e-4;

/**
 * How far two evaluations in float64 may be apart, as a fraction of an output's range: sums of a million terms in another
 * order differ by less.
 */
export const PASSES_TOLERANCE = 1e-9;

/** Roundings behind each other that a framework may do in what is one layer here: of a function written as its parts. */
const ROUNDINGS_IN_LAYER = 8;

/**
 * How much of an output's range a framework may be off that rounds to a type of numbers.
 *
 * A rounding to a type moves a number by up to half its ε, as a fraction of its magnitude. Layers pass errors of what
 * they read on at about their relative size and add their own, and roundings of either sign add up as their squares do:
 * behind d layers, the input's own rounding included, an error of (ε/2)·√(d + 1) is to be expected in every element. The
 * largest of thousands of elements is a few times that; twice the expected error is tolerated, ε·√(d + 1). For float32
 * that is less than {@linkcode FLOAT_TOLERANCE}, which covers long sums too.
 */
export function outputTolerance(model: Model, { epsilon }: OraclePrecision): number {
  return Math.max(FLOAT_TOLERANCE, epsilon * Math.sqrt(depthOf(model) + 1));
}

/**
 * How much of its tensor's magnitude one layer may be off that reads the framework's own numbers: a rounding moves a
 * number by up to ε/2, and a layer may be up to eight nodes of the source.
 */
export function layerTolerance({ epsilon }: OraclePrecision): number {
  return Math.max(FLOAT_TOLERANCE, ROUNDINGS_IN_LAYER * epsilon / 2);
}

/**
 * How far from a whole number of codes a quantised number may be, in codes: a framework multiplies a code by a scale and
 * rounds the product, by up to ε/2 of it; the same for what it is compared with.
 */
export function codeSlack(code: number, { epsilon }: OraclePrecision): number {
  return 0.01 + epsilon * Math.abs(code);
}

/** The most layers on a way from an input to an output; layers that only look at data otherwise round nothing. */
function depthOf(model: Model): number {
  const depths = new Map<string, number>();
  for (const layer of model.layers) {
    const before = layer.inputs.reduce((most, name) => Math.max(most, depths.get(name) ?? 0), 0);
    const rounds = layer.inputs.length > 0 && primitiveOf(model, layer).kind !== "view";
    depths.set(layer.name, before + (rounds ? 1 : 0));
  }
  return model.outputs.reduce((most, { layer }) => Math.max(most, depths.get(layer) ?? 0), 0);
}
