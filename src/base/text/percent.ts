/** A share from 0 to 1 in hundredths, as people read it; one that is not nothing never looks like it. */
export function percent(share: number): string {
  const hundredths = share * 100;
  return hundredths > 0 && hundredths < 1 ? "< 1 %" : `${Math.round(hundredths)} %`;
}

/** A share in hundredths to two digits, for shares that are compared: `7.51 %`. */
export function exactPercent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
