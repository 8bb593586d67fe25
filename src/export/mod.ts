/**
 * Writes designs in the formats of other tools.
 *
 * @module
 */
export { exportQonnx } from "./qonnx.ts";
