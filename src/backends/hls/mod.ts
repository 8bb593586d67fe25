export { type Backend, type PortNames, tensorOrder } from "./backend.ts";
export { portNames, renderFirmware } from "./firmware.ts";
export { BACKEND_NAMES, type BackendName } from "./names.ts";
export { naming } from "./naming.ts";
export {
  DIRECTIVES,
  type DirectiveSpelling,
  type OptionSpelling,
  spellPragmas,
  type Tool,
} from "./pragmas.ts";
export { renderTemplate } from "./render.ts";
export { backendOf, BACKENDS } from "./table.ts";
export { renderTestbench, type TestVectors } from "./testbench.ts";
export { topArguments } from "./top.ts";
