import { cacheHome, type Platform, thisPlatform } from "../../base/processes/platform.ts";

/**
 * The folder that `INTERLACE_CACHE` names, else `interlace` in the platform's cache folder; `undefined` if the
 * environment names none.
 */
export function defaultCacheFolder(platform: Platform = thisPlatform()): string | undefined {
  const home = cacheHome(platform);
  return platform.variable("INTERLACE_CACHE") || (home && `${home}/interlace`);
}
