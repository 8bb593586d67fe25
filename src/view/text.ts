import { printable } from "../base/errors.ts";

/** Text without characters that would reorder or hide what stands around it. */
export function visible(text: string): string {
  return printable(text);
}

/** `16×24×2` */
export function shapeLabel(shape: readonly number[]): string {
  return shape.join("×");
}

/** A share from 0 to 1 in hundredths. */
export function percent(share: number): string {
  const hundredths = share * 100;
  return hundredths > 0 && hundredths < 1 ? "< 1 %" : `${Math.round(hundredths)} %`;
}
