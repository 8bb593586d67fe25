import type { Design } from "../../../design/mod.ts";
import { naming } from "./naming.ts";

/**
 * What may stand behind a configuration's name in the name of a function: the tools join what a template was made for by
 * `_`, types of beats and numbers behind the configuration, and end it with `_s`; a loop of its own follows as `_Pipeline`.
 */
const BEHIND = /^_s$|^_(s|beat|type|ap|phase\d+|config|Pipeline|\d+)_/;

/**
 * Ties functions of generated C++ to the stages whose configuration their template took, by the names that Vivado HLS and
 * Vitis HLS give them: `conv2d_stream_config_up_beat_x_beat_up_s`.
 */
export function stageOfFunction(design: Design): (name: string) => string | null {
  const stages = design.stages.map(({ name, id }) => ({ name, config: naming.config(id) }))
    // The longest is the one that was meant: `config_up` begins `config_up_activation`.
    .toSorted((a, b) => b.config.length - a.config.length);
  const isOf = (name: string, config: string) => {
    for (let at = name.indexOf(config); at >= 0; at = name.indexOf(config, at + 1)) {
      const isWhole = at === 0 || /[^A-Za-z0-9]/.test(name[at - 1]);
      if (isWhole && BEHIND.test(name.slice(at + config.length))) return true;
    }
    return false;
  };
  return (name) => stages.find(({ config }) => isOf(name, config))?.name ?? null;
}
