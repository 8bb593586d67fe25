/** Exact numbers of definitions that share no code with the library. */
/** A number. */
export interface Fraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export const times = (a: Fraction, b: Fraction): Fraction => ({
  numerator: a.numerator * b.numerator,
  denominator: a.denominator * b.denominator,
});

export const plus = (a: Fraction, b: Fraction): Fraction => ({
  numerator: a.numerator * b.denominator + b.numerator * a.denominator,
  denominator: a.denominator * b.denominator,
});

export const isLess = (a: Fraction, b: Fraction): boolean =>
  a.numerator * b.denominator < b.numerator * a.denominator;

export const ZERO: Fraction = { numerator: 0n, denominator: 1n };
