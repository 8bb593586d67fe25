export { portNames, renderFirmware } from "./firmware.ts";
export { naming } from "./naming.ts";
export { type PortNames, tensorOrder } from "./ports.ts";
export {
  DIRECTIVES,
  type DirectiveSpelling,
  type OptionSpelling,
  type Spelling,
  spellPragmas,
} from "./pragmas.ts";
export { renderTemplate } from "./render.ts";
export type { HlsRunner } from "./runner.ts";
export { HLS_TOOLS } from "./table.ts";
export { renderTestbench } from "./testbench.ts";
export type { HlsTool, ToolCommand, ToolConfiguration, ToolFlow } from "./tool.ts";
export { topArguments } from "./top.ts";
