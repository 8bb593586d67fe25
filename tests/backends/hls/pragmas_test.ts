import { assert, assertEquals, assertThrows } from "@std/assert";
import { DIRECTIVES, spellPragmas } from "../../../src/backends/hls/mod.ts";
import { InterlaceError } from "../../../src/base/mod.ts";

/** A pragma as the templates have it, and as Vivado HLS wants it. */
const SPELLINGS: readonly (readonly [string, string])[] = [
  ["AGGREGATE variable=x", "DATA_PACK variable=x"],
  [
    "ALLOCATION operation instances=mul limit=CONFIG::multipliers",
    "ALLOCATION operation instances=mul limit=CONFIG::multipliers",
  ],
  ["ARRAY_PARTITION variable=x type=complete dim=0", "ARRAY_PARTITION variable=x complete dim=0"],
  ["ARRAY_RESHAPE variable=w type=cyclic factor=4 dim=1", "ARRAY_RESHAPE variable=w cyclic factor=4 dim=1"],
  ["BIND_STORAGE variable=w type=rom_np impl=bram", "RESOURCE variable=w core=ROM_nP_BRAM"],
  ["DATAFLOW", "DATAFLOW"],
  ["DEPENDENCE variable=line type=inter dependent=false", "DEPENDENCE variable=line inter false"],
  ["INLINE", "INLINE"],
  ["INTERFACE mode=axis port=x", "INTERFACE axis port=x"],
  ["PIPELINE II=CONFIG::reuse_factor", "PIPELINE II=CONFIG::reuse_factor"],
  ["PIPELINE", "PIPELINE"],
  ["STREAM variable=x depth=12", "STREAM variable=x depth=12"],
  ["UNROLL", "UNROLL"],
];

for (const [vitis, vivado] of SPELLINGS) {
  Deno.test(`spellPragmas() spells ${vitis} for both tools`, () => {
    assertEquals(spellPragmas(`#pragma HLS ${vitis}`, "vitis"), `#pragma HLS ${vitis}`);
    assertEquals(spellPragmas(`#pragma HLS ${vitis}`, "vivado"), `#pragma HLS ${vivado}`);
  });
}

Deno.test("spellPragmas() is tested with every directive of the table", () => {
  const tested = new Set(SPELLINGS.map(([vitis]) => vitis.split(" ")[0]));
  assertEquals(Object.keys(DIRECTIVES).filter((directive) => !tested.has(directive)), []);
});

Deno.test("every directive of the table names both guides", () => {
  for (const [name, { source }] of Object.entries(DIRECTIVES)) {
    assert(/UG1399/.test(source) && /UG902|UG1253/.test(source), name);
  }
});

Deno.test("spellPragmas() keeps indentation and everything that is no pragma", () => {
  const text = "int a = 1; // #pragmas are not code\n    #pragma HLS INTERFACE mode=axis port=a\n\tint b;\n";
  assertEquals(spellPragmas(text, "vivado"), text.replace("mode=axis", "axis"));
  assertEquals(spellPragmas(text, "vitis"), text);
});

for (
  const [pragma, reason] of [
    ["LOOP_FLATTEN", "directive LOOP_FLATTEN"],
    ["toString", "directive toString"],
    ["UNROLL factor=4", "option factor"],
    ["INLINE off", "option off"],
    ["PIPELINE constructor=1", "option constructor"],
    ["ALLOCATION toString instances=mul limit=1", "option toString"],
  ]
) {
  Deno.test(`spellPragmas() refuses ${pragma}`, () => {
    for (const tool of ["vitis", "vivado"] as const) {
      assertThrows(() => spellPragmas(`#pragma HLS ${pragma}`, tool), InterlaceError, reason);
    }
  });
}

Deno.test("spellPragmas() refuses a storage that Vivado HLS has no core for", () => {
  const pragma = "#pragma HLS BIND_STORAGE variable=w type=ram_2p impl=bram";
  assertThrows(() => spellPragmas(pragma, "vivado"), InterlaceError, "value ram_2p");
});
