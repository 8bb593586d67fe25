import type { Model } from "../../model/mod.ts";
import { checkIsModel } from "../../model/check_handed.ts";

/** Whether bytes begin as {@linkcode formatModel} writes them, white space apart. */
export function isInterlace(bytes: Uint8Array): boolean {
  return /^\s*\{\s*"format"\s*:\s*"interlace-model"/.test(new TextDecoder().decode(bytes.subarray(0, 256)));
}

/**
 * Text of a model in Interlace's own JSON format: layers as they are, numbers as base64 of little-endian float64.
 * Equal models give equal text.
 */
export function formatModel(model: Model): string {
  checkIsModel("format a model", model);
  const { name, layers, inputs, outputs } = model;
  return JSON.stringify({ format: "interlace-model", name, layers, inputs, outputs }, (_, value) => {
    if (value instanceof Float64Array) {
      return new Uint8Array(value.buffer, value.byteOffset, value.byteLength).toBase64();
    }
    return value === Infinity || value === -Infinity ? null : value;
  });
}
