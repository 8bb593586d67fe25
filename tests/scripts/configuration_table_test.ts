import { assert, assertEquals } from "@std/assert";
import { CONFIGURATION_TABLE, renderConfigurationTable } from "../../scripts/configuration_table.ts";
import {
  CONFIG_KEYS,
  FILE_KEYS,
  LAYER_KEYS,
  PRECISION_KEYS,
} from "../../src/design/options/configuration_keys.ts";
import { parseConfiguration } from "../../src/design/options/configuration_file.ts";

Deno.test("docs/CONFIGURATION.md is what the reader reads by", async () => {
  assertEquals(await Deno.readTextFile(CONFIGURATION_TABLE), renderConfigurationTable());
});

/** A value that each key takes. */
const VALUES: Readonly<Record<string, string>> = {
  Backend: "vitis",
  ProjectName: "p",
  Part: "xc7z020",
  XilinxPart: "xc7z020",
  ClockPeriod: "4",
  ClockUncertainty: "'27%'",
  IOType: "io_parallel",
  Snap: "false",
  Interval: "900",
  Rate: "25kHz",
  Fit: "70%",
  DSP: "220",
  Multipliers: "256",
  OnnxModel: "m.onnx",
  KerasModel: "m.keras",
  KerasH5: "m.h5",
  KerasJson: "m.json",
  InputData: "x.npy",
  OutputDir: "out",
  HLSConfig: "{}",
  Model: "{}",
  LayerType: "{}",
  LayerName: "{}",
  Precision: "'ap_fixed<8,3>'",
  ReuseFactor: "2",
  Strategy: "resource",
  ParallelizationFactor: "2",
  TableSize: "64",
  FifoDepth: "3",
  MemoryKind: "block",
  Multiplier: "lut",
  Lanes: "[2, 2]",
  Fold: "true",
  default: "auto",
  weight: "auto",
  bias: "auto",
  accum: "auto",
  result: "auto",
};

Deno.test("every documented key is read where it is documented, without a warning", () => {
  const places: readonly (readonly [keys: object, wrap: (entry: string) => string])[] = [
    [FILE_KEYS, (entry) => entry],
    [CONFIG_KEYS, (entry) => `HLSConfig: {${entry}}`],
    [LAYER_KEYS, (entry) => `HLSConfig: {Model: {${entry}}}`],
    [LAYER_KEYS, (entry) => `HLSConfig: {LayerType: {Dense: {${entry}}}}`],
    [LAYER_KEYS, (entry) => `HLSConfig: {LayerName: {fc: {${entry}}}}`],
    [PRECISION_KEYS, (entry) => `HLSConfig: {Model: {Precision: {${entry}}}}`],
  ];
  for (const [keys, wrap] of places) {
    for (const key of Object.keys(keys)) {
      assert(VALUES[key] !== undefined, key);
      for (const spelling of [key, key.toLowerCase(), key.replace(/(?<=[a-z])(?=[A-Z])/g, "_")]) {
        const warnings: string[] = [];
        parseConfiguration(wrap(`${spelling}: ${VALUES[key]}`), "c.yml", (line) => warnings.push(line));
        assertEquals(warnings, [], spelling);
      }
    }
  }
});
