import { assert, assertEquals, assertThrows } from "@std/assert";
import { DIRECTIVES, spellPragmas } from "../../../src/backends/hls/mod.ts";
import { InterlaceError } from "../../../src/base/mod.ts";

/** A pragma as the templates have it, and where a tool does not take it as it is also as that wants it. */
interface Spelled {
  readonly template: string;
  readonly vitis?: string;
  readonly vivado?: string;
}

const SPELLINGS: readonly Spelled[] = [
  { template: "AGGREGATE variable=x", vivado: "DATA_PACK variable=x" },
  { template: "ALLOCATION operation instances=mul limit=CONFIG::multipliers" },
  ...bare("ARRAY_PARTITION variable=x type=complete dim=0", "ARRAY_PARTITION variable=x complete dim=0"),
  ...bare("ARRAY_RESHAPE variable=w type=complete dim=2", "ARRAY_RESHAPE variable=w complete dim=2"),
  {
    template: "BIND_OP variable=p op=mul impl=dsp",
    vivado: "RESOURCE variable=p core=DSP48",
  },
  {
    template: "BIND_OP variable=p op=mul impl=fabric",
    vivado: "RESOURCE variable=p core=Mul_LUT",
  },
  {
    template: "BIND_STORAGE variable=w type=rom_np impl=bram",
    vivado: "RESOURCE variable=w core=ROM_nP_BRAM",
  },
  {
    template: "BIND_STORAGE variable=w type=ram_s2p impl=lutram",
    vivado: "RESOURCE variable=w core=RAM_S2P_LUTRAM",
  },
  {
    template: "BIND_STORAGE variable=x type=fifo impl=srl",
    vivado: "RESOURCE variable=x core=FIFO_SRL",
  },
  { template: "DATAFLOW" },
  ...bare(
    "DEPENDENCE variable=line type=inter direction=RAW distance=CONFIG::period dependent=true",
    "DEPENDENCE variable=line inter RAW distance=CONFIG::period true",
  ),
  { template: "INLINE" },
  ...bare("INTERFACE mode=axis port=x", "INTERFACE axis port=x"),
  ...bare(
    "INTERFACE mode=m_axi port=x offset=slave bundle=x depth=12",
    "INTERFACE m_axi port=x offset=slave bundle=x depth=12",
  ),
  { template: "PIPELINE II=CONFIG::reuse_factor" },
  { template: "PIPELINE" },
  { template: "RESET variable=left" },
  { template: "STREAM variable=x depth=12" },
  { template: "UNROLL" },
];

/** A pragma whose options are bare words for both tools: Vitis HLS 2020.2 drops one that has a keyword instead. */
function bare(template: string, spelled: string): Spelled[] {
  return [{ template, vitis: spelled, vivado: spelled }];
}

for (const { template, vitis = template, vivado = template } of SPELLINGS) {
  Deno.test(`spellPragmas() spells ${template} for both tools`, () => {
    assertEquals(spellPragmas(`#pragma HLS ${template}`, "vitis"), `#pragma HLS ${vitis}`);
    assertEquals(spellPragmas(`#pragma HLS ${template}`, "vivado"), `#pragma HLS ${vivado}`);
  });
}

Deno.test("spellPragmas() is tested with every directive of the table", () => {
  const tested = new Set(SPELLINGS.map(({ template }) => template.split(" ")[0]));
  assertEquals(Object.keys(DIRECTIVES).filter((directive) => !tested.has(directive)), []);
});

Deno.test("every directive of the table names both guides", () => {
  for (const [name, { source }] of Object.entries(DIRECTIVES)) {
    assert(/UG1399/.test(source) && /UG902|UG1253/.test(source), name);
  }
});

Deno.test("spellPragmas() keeps indentation and everything that is no pragma", () => {
  const text = "int a = 1; // #pragmas are not code\n    #pragma HLS INTERFACE mode=axis port=a\n\tint b;\n";
  for (const tool of ["vitis", "vivado"] as const) {
    assertEquals(spellPragmas(text, tool), text.replace("mode=axis", "axis"));
  }
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
