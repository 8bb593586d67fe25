import type { Design } from "../../../design/mod.ts";

/** Names of generated C++: prefixes with identifiers behind them, so that no two can meet. */
export const naming = {
  /** Everything of a design but its top function lives in this namespace. */
  space: (design: Design) => `${design.name}_net`,
  /** Element type of a tensor. */
  type: (id: string) => `type_${id}`,
  /** Stream beat of a tensor. */
  beat: (id: string) => `beat_${id}`,
  /** A port for the caller of the top function. */
  port: (id: string) => `port_${id}`,
  /** Constants of a stage. */
  config: (id: string) => `config_${id}`,
  phase: (id: string, index: number) => `phase${index}_${id}`,
  weights: (id: string, index?: number) => `weights${index ?? ""}_${id}`,
  bias: (id: string) => `bias_${id}`,
  /** Any other constant table of a stage. */
  table: (role: string, id: string) => `${role}_${id}`,
};
