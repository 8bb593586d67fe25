/** Bytes at the start of a file in which a key of `model.json` is looked for. */
const DETECTED_BYTES = 4096;

/** Whether a file starts like the `model.json` of TensorFlow.js. */
export function isModelJson(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, DETECTED_BYTES));
  return /^\s*\{/.test(start) && /"(modelTopology|weightsManifest)"\s*:/.test(start);
}
