/** A vector times a matrix, each somewhere in a larger array: y[o] += Σ x[c]·w[c][o]. */
export interface ProductBlock {
  readonly x: Float64Array;
  /** Index of the first of `inputs` elements. */
  readonly xAt: number;
  readonly w: Float64Array;
  /** Index of the first element of the first row. */
  readonly wAt: number;
  /** Distance of the rows in `w`. */
  readonly wStride: number;
  readonly y: Float64Array;
  /** Index of the first of `outputs` elements. */
  readonly yAt: number;
  readonly inputs: number;
  readonly outputs: number;
}

/** Adds the products of a block to `y`, in an order of its own: exact where every sum is, else rounded as it comes. */
export function addProducts(block: ProductBlock): void {
  const { x, w, y, yAt, wStride, inputs, outputs } = block;
  let xAt = block.xAt;
  let wAt = block.wAt;
  let input = 0;
  // Four rows a pass: y is loaded and stored once for four products, which doubles the speed.
  for (; input + 4 <= inputs; input += 4, xAt += 4, wAt += 4 * wStride) {
    const [a, b, c, d] = [x[xAt], x[xAt + 1], x[xAt + 2], x[xAt + 3]];
    const [bAt, cAt, dAt] = [wAt + wStride, wAt + 2 * wStride, wAt + 3 * wStride];
    for (let output = 0; output < outputs; output++) {
      y[yAt + output] += a * w[wAt + output] + b * w[bAt + output] + c * w[cAt + output] +
        d * w[dAt + output];
    }
  }
  for (; input < inputs; input++, xAt++, wAt += wStride) {
    const a = x[xAt];
    for (let output = 0; output < outputs; output++) y[yAt + output] += a * w[wAt + output];
  }
}
