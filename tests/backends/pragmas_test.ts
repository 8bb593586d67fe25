import { assertEquals, assertThrows } from "@std/assert";
import { DIRECTIVES, spellPragmas } from "../../src/backends/mod.ts";
import { InterlaceError } from "../../src/base/mod.ts";

/** A pragma in Vitis HLS's spelling and in Vivado HLS's, from the guides. */
const SPELLINGS: readonly [vitis: string, vivado: string][] = [
  ["ARRAY_PARTITION variable=x type=complete dim=0", "ARRAY_PARTITION variable=x complete dim=0"],
  [
    "ARRAY_RESHAPE variable=w type=cyclic factor=C::n dim=1",
    "ARRAY_RESHAPE variable=w cyclic factor=C::n dim=1",
  ],
  ["BIND_STORAGE variable=w type=rom_np impl=bram", "RESOURCE variable=w core=ROM_nP_BRAM"],
  ["AGGREGATE variable=s", "DATA_PACK variable=s"],
  ["DEPENDENCE variable=line type=inter dependent=false", "DEPENDENCE variable=line inter false"],
  ["INTERFACE mode=axis port=x", "INTERFACE axis port=x"],
  ["ALLOCATION operation instances=mul limit=4", "ALLOCATION operation instances=mul limit=4"],
  ["STREAM variable=s depth=12", "STREAM variable=s depth=12"],
  ["PIPELINE II=C::interval", "PIPELINE II=C::interval"],
  ["DATAFLOW", "DATAFLOW"],
  ["INLINE", "INLINE"],
  ["UNROLL", "UNROLL"],
];

for (const [vitis, vivado] of SPELLINGS) {
  Deno.test(`spellPragmas() spells ${vitis.split(" ")[0]} for both tools`, () => {
    const text = `  #pragma HLS ${vitis}\nint x;\n`;
    assertEquals(spellPragmas(text, "vitis"), text);
    assertEquals(spellPragmas(text, "vivado"), `  #pragma HLS ${vivado}\nint x;\n`);
  });
}

Deno.test("every directive of the table has a spelling that is tested", () => {
  assertEquals(Object.keys(DIRECTIVES).sort(), SPELLINGS.map(([vitis]) => vitis.split(" ")[0]).sort());
});

for (
  const [what, pragma] of [
    ["a directive", "LOOP_FLATTEN"],
    ["an inherited property of objects", "constructor"],
    ["an option", "PIPELINE rewind=on"],
    ["a word", "PIPELINE rewind"],
    ["a value that has no Vivado spelling", "BIND_STORAGE variable=w type=ram_2p impl=bram"],
  ]
) {
  Deno.test(`spellPragmas() refuses ${what} that is not in the table`, () => {
    assertThrows(
      () => spellPragmas(`#pragma HLS ${pragma}`, "vivado"),
      InterlaceError,
      "Cannot render pragma",
    );
  });
}
