/**
 * Keras models: `.keras` archives and the `.h5` files of earlier versions.
 *
 * @module
 */
export { importKerasH5, openKerasH5 } from "./archives/h5_archive.ts";
export { importKerasJson, openKerasJson } from "./archives/json_archive.ts";
export { KERAS_SUPPORT } from "./layers/table.ts";
export { importKerasZip, openKerasZip } from "./archives/zip_archive.ts";
