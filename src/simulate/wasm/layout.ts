import { type Shape, sizeOf } from "../../tensor/mod.ts";

/** Elements around a tensor that are 0: what a convolution reads outside of its input. */
export interface Margins {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** No margin at all. */
export const NO_MARGINS: Margins = { top: 0, bottom: 0, left: 0, right: 0 };

/** A tensor of one sample seen as rows of pixels of channels. */
export interface PixelShape {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** Where the elements of a tensor are: pixels of a row are adjacent, rows may have a margin between them. */
export interface TensorLayout extends PixelShape {
  /** Byte address of the first element. */
  readonly address: number;
  /** Bytes of an element. */
  readonly bytes: 2 | 4 | 8;
  /** Bytes from a row to the next. */
  readonly rowPitch: number;
}

/** The rows, pixels and channels of a shape; leading axes beyond two count as rows. */
export function pixelShapeOf(shape: Shape): PixelShape {
  const [columns, channels] = shape.length === 1 ? [1, shape[0]] : shape.slice(-2);
  return { rows: sizeOf(shape.slice(0, -2)), columns, channels };
}

/** Elements of a row. */
export function rowLength({ columns, channels }: PixelShape): number {
  return columns * channels;
}

/** Whether no margin lies between the rows. */
export function isContiguous(layout: TensorLayout): boolean {
  return layout.rows === 1 || layout.rowPitch === rowLength(layout) * layout.bytes;
}

/** Whether two tensors have the same rows and pixels. */
export function sameShape(a: PixelShape, b: PixelShape): boolean {
  return a.rows === b.rows && a.columns === b.columns && a.channels === b.channels;
}

/** The smallest margins that are as large as both. */
export function unionMargins(a: Margins, b: Margins): Margins {
  return {
    top: Math.max(a.top, b.top),
    bottom: Math.max(a.bottom, b.bottom),
    left: Math.max(a.left, b.left),
    right: Math.max(a.right, b.right),
  };
}
