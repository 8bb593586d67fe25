/** A number for people: at most four significant digits, plain where that is short. */
export function shortNumber(value: number): string {
  if (Math.abs(value) === Infinity) return value > 0 ? "∞" : "−∞";
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}
