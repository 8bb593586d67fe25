import { assertThrows } from "@std/assert";
import { formatError, InterlaceError } from "../../src/base/errors.ts";
import { parseConfiguration } from "../../src/design/options/configuration_file.ts";
import type { DesignOptions } from "../../src/design/options/options.ts";

/** Reads a configuration, and collects its warnings. */
export function parse(text: string, name = "config.yml"): { options: DesignOptions; warnings: string[] } {
  const warnings: string[] = [];
  const options = parseConfiguration(text, name, (message) => warnings.push(message));
  return { options, warnings };
}

/** Why a configuration is refused. */
export function refusal(text: string): string {
  return formatError(assertThrows(() => parse(text), InterlaceError));
}
