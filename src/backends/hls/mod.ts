export { portNames, renderFirmware } from "./project/firmware.ts";
export { naming } from "./names/naming.ts";
export { type PortNames, tensorOrder } from "./project/ports.ts";
export {
  DIRECTIVES,
  type DirectiveSpelling,
  type OptionSpelling,
  type Spelling,
  spellPragmas,
} from "./project/pragmas.ts";
export { renderTemplate } from "./project/render.ts";
export type { HlsRunner } from "./tools/runner.ts";
export { HLS_TOOLS } from "./tools/table.ts";
export { renderTestbench } from "./project/testbench.ts";
export type { HlsTool, ToolCommand, ToolConfiguration, ToolFlow } from "./tools/tool.ts";
export { topArguments } from "./project/top.ts";
