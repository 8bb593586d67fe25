/** The nearest whole number; of two that are equally near, the even one, as TensorFlow and NumPy round. */
export function roundHalfEven(value: number): number {
  const lower = Math.floor(value);
  if (value - lower !== 0.5) return Math.round(value);
  return lower % 2 === 0 ? lower : lower + 1;
}
