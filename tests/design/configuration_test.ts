import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/errors.ts";
import { deserialiseOptions, serialiseOptions } from "../../src/design/options/configuration_json.ts";
import { mergeOptions } from "../../src/design/options/configuration_merge.ts";
import type { DesignOptions } from "../../src/design/options/options.ts";
import { parse, refusal } from "./configuration_text.ts";

const HLS4ML_FILE = `
OutputDir: my-hls-test
ProjectName: myproject
Stamp: 1f2e3d4c
Backend: Vitis
Version: 1.0.0
Part: xcu250-figd2104-2L-e
ClockPeriod: 5
ClockUncertainty: 27%
IOType: io_stream
KerasModel: !keras_model my-hls-test/keras_model.keras
InputData: null
WriterConfig:
  Namespace: null
  WriteTar: false
HLSConfig:
  Model:
    Precision:
      default: fixed<16,6>
      maximum: null
    ReuseFactor: 4
    Strategy: Resource
    BramFactor: 1000000000
    TraceOutput: false
  LayerType:
    Conv2DTranspose:
      ReuseFactor: 8
  LayerName:
    up1:
      Trace: false
      Precision: { weight: 'fixed<8,2>', bias: auto, accum: 'fixed<24,8>', result: 'fixed<12,4,RND,SAT>' }
      ParallelizationFactor: 2
    bn:
      Trace: true
      Precision: { scale: 'fixed<10,3>' }
    act:
      table_size: 512
      table_t: fixed<18,8>
`;

Deno.test("parseConfiguration() reads a file of hls4ml", () => {
  const { options } = parse(HLS4ML_FILE);
  assertEquals(options, {
    projectName: "myproject",
    target: "vitis",
    part: "xcu250-figd2104-2L-e",
    clockPeriod: 5,
    clockUncertainty: "27%",
    io: "io_stream",
    precision: { default: "fixed<16,6>" },
    reuseFactor: 4,
    strategy: "resource",
    layerTypes: { Conv2DTranspose: { reuseFactor: 8 } },
    layers: Object.fromEntries([
      ["up1", {
        precision: {
          weight: "fixed<8,2>",
          bias: "auto",
          accum: "fixed<24,8>",
          result: "fixed<12,4,RND,SAT>",
        },
        parallelizationFactor: 2,
        dumped: true,
      }],
      ["bn", { precision: { weight: "fixed<10,3>" }, dumped: true }],
      ["act", { tableSize: 512 }],
    ]),
  });
});

Deno.test("parseConfiguration() reads lanes, of which a file may have any two counts, and writes them again", () => {
  const { options } = parse(
    "HLSConfig: {LayerName: {up: {Lanes: [3, 16]}, down: {lanes: [1, 1], ReuseFactor: 6}}}",
  );
  assertEquals(options, {
    layers: {
      up: { lanes: { inputs: 3, outputs: 16 } },
      down: { lanes: { inputs: 1, outputs: 1 }, reuseFactor: 6 },
    },
  });
  assertEquals(deserialiseOptions(JSON.parse(JSON.stringify(serialiseOptions(options))), "x.json"), options);
  for (const wrong of ["[3]", "[1, 2, 3]", "4", "'3x4'", "{inputs: 3}", "[]"]) {
    assertStringIncludes(
      refusal(`HLSConfig: {LayerName: {up: {Lanes: ${wrong}}}}`),
      "it is no list of two numbers",
    );
  }
  for (const wrong of ["[0, 1]", "[1, 1.5]", "['2', 2]"]) {
    assertStringIncludes(
      refusal(`HLSConfig: {LayerName: {up: {Lanes: ${wrong}}}}`),
      "expected a positive integer",
    );
  }
});

Deno.test("mergeOptions() lets a factor of a flag replace lanes of the file, and lanes a factor", () => {
  const lanes = { inputs: 2, outputs: 3 };
  assertEquals(mergeOptions({ lanes, strategy: "resource" }, { reuseFactor: 4 }), {
    reuseFactor: 4,
    strategy: "resource",
  });
  assertEquals(mergeOptions({ reuseFactor: 4 }, { lanes }), { lanes });
  assertEquals(mergeOptions({ lanes }, { strategy: "latency" }), { lanes, strategy: "latency" });
  assertEquals(mergeOptions({ layers: { up: { lanes } } }, { reuseFactor: 4 }).layers, { up: { lanes } });
});

Deno.test("parseConfiguration() warns once for each key of hls4ml that means nothing", () => {
  const { warnings } = parse(HLS4ML_FILE);
  const named = warnings.map((warning) => /^config\.yml: (\S+) is ignored: it /.exec(warning)?.[1]).sort();
  assertEquals(named, [
    "BramFactor",
    "Precision.maximum",
    "Stamp",
    "TableT",
    "Trace",
    "TraceOutput",
    "Version",
    "WriterConfig",
  ]);
});

Deno.test("parseConfiguration() reads JSON, indented by tabs too", () => {
  const { options, warnings } = parse(
    '{\n\t"IOType": "IO_PARALLEL",\n\t"HLSConfig": {\n\t\t"Model": {"ReuseFactor": 2}\n\t}\n}',
  );
  assertEquals(options, { io: "io_parallel", reuseFactor: 2 });
  assertEquals(warnings, []);
});

Deno.test("parseConfiguration() takes keys and words in any case, and an empty file", () => {
  assertEquals(parse("iotype: Io_Stream\nbackend: VIVADO\nhlsconfig: {model: {strategy: LATENCY}}").options, {
    io: "io_stream",
    target: "vivado",
    strategy: "latency",
  });
  assertEquals(parse("").options, {});
  assertEquals(parse("# nothing\nHLSConfig:\n").options, {});
});

Deno.test("parseConfiguration() names file, path and nearest key for an unknown key", () => {
  assertEquals(
    refusal("HLSConfig:\n  LayerName:\n    up1:\n      ReuseFaktor: 4\n"),
    "error[configuration-invalid]: Cannot use HLSConfig.LayerName.up1.ReuseFaktor in config.yml: there is no such key\n" +
      "  in file config.yml, field HLSConfig.LayerName.up1.ReuseFaktor\n" +
      "  hint: Did you mean ReuseFactor?",
  );
});

for (
  const [what, text, pattern] of [
    [
      "a type with a typo",
      "HLSConfig: {Model: {Precision: 'ap_fixd<16,6>'}}",
      /"ap_fixd<16,6>".*\n.*config\.yml, field HLSConfig\.Model\.Precision\n.*Did you mean ap_fixed/,
    ],
    ["a type of 65 bits", "HLSConfig: {Model: {Precision: {accum: 'ap_fixed<65,6>'}}}", /Precision\.accum/],
    ["a number for a type", "HLSConfig: {Model: {Precision: 16}}", /it is 16, expected text/],
    ["a reuse factor of 0", "HLSConfig: {Model: {ReuseFactor: 0}}", /it is 0, expected a positive integer/],
    ["a fractional reuse factor", "HLSConfig: {Model: {ReuseFactor: 1.5}}", /expected a positive integer/],
    [
      "a reuse factor in quotes",
      "HLSConfig: {Model: {ReuseFactor: '4'}}",
      /it is "4", expected a positive integer/,
    ],
    ["an unknown strategy", "HLSConfig: {Model: {Strategy: Fast}}", /Choose one of latency, resource/],
    ["an unknown io type", "IOType: io_serial", /Choose one of io_parallel, io_stream/],
    ["a negative clock", "ClockPeriod: -5", /expected a number above 0/],
    ["an infinite clock", "ClockPeriod: .inf", /expected a number above 0/],
    ["Tcl in the uncertainty", "ClockUncertainty: '[exec true]'", /Write nanoseconds/],
    ["Tcl in the part", "Part: 'x; exec true'", /no name of a part/],
    ["two parts", "Part: a\nXilinxPart: b", /another part/],
    [
      "settings in two places",
      "HLSConfig: {LayerName: {}}\nLayerName: {}",
      /LayerName .*HLSConfig\.LayerName is given too/,
    ],
    ["a key given twice", "IOType: io_stream\nio_type: io_parallel", /IOType is given twice/],
    ["the same key twice", "IOType: io_stream\nIOType: io_parallel", /line 2, column 1/],
    [
      "weights given twice",
      "HLSConfig: {Model: {Precision: {weight: auto, scale: auto}}}",
      /weight is given twice/,
    ],
    ["a list", "- IOType", /it is a list, expected keys and values/],
    ["a sentence", "not a configuration", /expected keys and values/],
    ["a list as a key", "? [a]\n: b", /one of its keys is a list/],
    ["broken YAML", "HLSConfig: {Model: ", /Cannot read the configuration config\.yml: line 1/],
    ["two documents", "IOType: io_stream\n---\nIOType: io_stream", /line 2/],
    ["layers in a list", "HLSConfig: {LayerName: [up1]}", /LayerName.*it is a list/],
    ["a map that holds itself", "HLSConfig: &a {Model: *a}", /HLSConfig\.Model\.Model.*no such key/],
  ] as const
) {
  Deno.test(`parseConfiguration() refuses ${what}`, () => {
    const message = refusal(text);
    if (!pattern.test(message)) throw new Error(`${message}\ndoes not match ${pattern}`);
  });
}

Deno.test("parseConfiguration() takes a layer named by a number", () => {
  assertEquals(Object.keys(parse("HLSConfig: {LayerName: {12: {ReuseFactor: 2}}}").options.layers!), ["12"]);
});

Deno.test("mergeOptions() lets a flag win and keeps what it does not say", () => {
  const file: DesignOptions = {
    io: "io_stream",
    reuseFactor: 4,
    precision: { accum: "ap_fixed<32,12>", weight: "ap_fixed<8,2>" },
    layers: { up1: { reuseFactor: 16 } },
  };
  assertEquals(mergeOptions(file, { reuseFactor: 2, precision: "ap_fixed<12,4>", strategy: undefined }), {
    io: "io_stream",
    reuseFactor: 2,
    precision: {
      accum: "ap_fixed<32,12>",
      weight: "ap_fixed<12,4>",
      bias: "ap_fixed<12,4>",
      result: "ap_fixed<12,4>",
    },
    layers: { up1: { reuseFactor: 16 } },
  });
});

Deno.test("mergeOptions() joins settings of the same layer", () => {
  const merged = mergeOptions(
    { layers: { a: { reuseFactor: 2 }, b: { reuseFactor: 3 } } },
    { layers: { b: { strategy: "resource" } } },
  );
  assertEquals(merged.layers, { a: { reuseFactor: 2 }, b: { reuseFactor: 3, strategy: "resource" } });
});

Deno.test("serialiseOptions() survives JSON and comes back through deserialiseOptions()", () => {
  const options: DesignOptions = {
    target: "vivado",
    projectName: "decoder",
    part: "xc7z020clg400-1",
    clockPeriod: 6.25,
    clockUncertainty: "12.5%",
    io: "io_parallel",
    snap: false,
    precision: "ap_fixed<16,6>",
    reuseFactor: 3,
    strategy: "resource",
    parallelizationFactor: 2,
    tableSize: 256,
    layerTypes: { Conv2DTranspose: { precision: { accum: "ap_fixed<40,20>" } } },
    layers: Object.fromEntries([
      ["__proto__", { reuseFactor: 5, dumped: true }],
      ["up/1:0", { precision: "ap_int<8>" }],
    ]),
  };
  const text = JSON.stringify(serialiseOptions(options));
  assertEquals(deserialiseOptions(JSON.parse(text), "interlace.json"), options);
  assertEquals(parse(text).options, options);
  assertEquals(JSON.stringify(serialiseOptions({ ...options })), text);
});

Deno.test("serialiseOptions() of nothing is empty", () => {
  assertEquals(serialiseOptions({}), {});
  assertEquals(deserialiseOptions({}, "interlace.json"), {});
});

Deno.test("deserialiseOptions() refuses a damaged document", () => {
  assertThrows(() => deserialiseOptions([], "interlace.json"), InterlaceError, "interlace.json");
  assertThrows(() => deserialiseOptions({ IOType: 3 }, "interlace.json"), InterlaceError, "IOType");
});
