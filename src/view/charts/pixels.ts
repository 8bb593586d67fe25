/** Pixels to a tenth: nobody sees more. */
export function px(value: number): number {
  return Math.round(value * 10) / 10;
}
