/**
 * Version of Interlace; `deno.json` says the same.
 *
 * @category Errors
 */
export const VERSION = "0.2.0";
