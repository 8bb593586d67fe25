import { px } from "./pixels.ts";
import { largest } from "../../base/numbers/extremes.ts";
import { shortNumber } from "../../base/text/short_number.ts";
import type { TensorError } from "../distribution.ts";
import type { TensorNumbers } from "../numbers.ts";

/** Sizes in CSS pixels, before a page scales them: of all, of errors over values, of how often errors come. */
const SIZE = { width: 430, height: 156 } as const;
const SCATTER = { left: 62, right: 300, top: 8, bottom: 132 } as const;
const COUNTS = { left: 316, right: 424 } as const;

/** A dot that nobody can mistake for dust. */
const DOT = 2.6;

/**
 * Errors of a tensor over its values in float64, and beside it how often errors come, on one axis of errors. A few hundred
 * bytes of paths where a library draws as many elements: there is one for every layer.
 *
 * @returns SVG; null where there are no errors.
 */
export function errorChart({ float, error, type }: TensorNumbers): string | null {
  if (float === null || error === null || error.most === 0) return null;
  const x = along(float.least, float.most, SCATTER.left, SCATTER.right);
  const within = along(error.reach, -error.reach, SCATTER.top, SCATTER.bottom);
  const y = (value: number) => within(Math.max(-error.reach, Math.min(error.reach, value)));
  // At the edges lies what is beyond them.
  const end = (value: number, beyond: string) =>
    `${error.reach < error.most ? beyond : ""}${shortNumber(value)}`;
  const middle = SCATTER.bottom + 20;
  const steps = [type.step, -type.step].filter((step) => Math.abs(step) < error.reach)
    .map((step) => `M${SCATTER.left} ${px(y(step))}H${COUNTS.right}`).join("");
  const text = (at: number, level: number, anchor: "start" | "middle" | "end", words: string) =>
    `<text x="${at}" y="${level}" text-anchor="${anchor}">${words}</text>`;
  return [
    `<svg viewBox="0 0 ${SIZE.width} ${SIZE.height}" class="errors" role="img" aria-label="Errors over values, and how often they come">`,
    `<path class="axis" d="M${SCATTER.left} ${
      px(y(0))
    }H${COUNTS.right}M${COUNTS.left} ${SCATTER.top}V${SCATTER.bottom}"/>`,
    steps === "" ? "" : `<path class="step" d="${steps}"/>`,
    `<path class="dots" stroke-width="${DOT}" d="${
      error.points.map((point) => `M${px(x(point.float))} ${px(y(point.error))}h0`).join("")
    }"/>`,
    `<path class="counts" d="${countsPath(error)}"/>`,
    text(SCATTER.left - 6, SCATTER.top + 8, "end", end(error.reach, "≥ ")),
    text(SCATTER.left - 6, SCATTER.bottom, "end", end(-error.reach, "≤ ")),
    text(SCATTER.left - 6, y(0) + 4, "end", "0"),
    text(SCATTER.left, middle, "start", shortNumber(float.least)),
    text((SCATTER.left + SCATTER.right) / 2, middle, "middle", "float64"),
    text(SCATTER.right, middle, "end", shortNumber(float.most)),
    text(COUNTS.left, middle, "start", "how often"),
    "</svg>",
  ].join("");
}

/** Bars to the right, the least error at the bottom. */
function countsPath({ counts }: TensorError): string {
  const longest = largest(counts, 1);
  const height = (SCATTER.bottom - SCATTER.top) / counts.length;
  return counts.map((count, bin) => {
    if (count === 0) return "";
    const bottom = SCATTER.bottom - bin * height;
    const end = COUNTS.left + (COUNTS.right - COUNTS.left) * count / longest;
    return `M${COUNTS.left} ${px(bottom)}H${px(end)}V${px(bottom - height)}H${COUNTS.left}z`;
  }).join("");
}

/** Pixels of values between two ends; the middle where these are one. */
function along(from: number, to: number, start: number, end: number): (value: number) => number {
  return (value) => from === to ? (start + end) / 2 : start + (end - start) * (value - from) / (to - from);
}
