import { assert, assertEquals } from "@std/assert";
import { renderFirmware } from "../../../src/backends/hls/mod.ts";
import { HLS_TOOL_NAMES } from "../../../src/target/mod.ts";
import { everyPrimitiveDesign, everyPrimitiveDesigns } from "../../support/every_primitive.ts";
import { lintFirmware } from "./firmware_lint.ts";

for (const tool of HLS_TOOL_NAMES) {
  for (const { name, design } of everyPrimitiveDesigns({ target: tool })) {
    Deno.test(`renderFirmware() of ${name} has nothing that ${tool} refuses`, () => {
      assertEquals(lintFirmware(renderFirmware(design), tool), []);
    });
  }
}

Deno.test("renderFirmware() of the designs above uses every kernel header", () => {
  const used = new Set(everyPrimitiveDesigns().flatMap(({ design }) => [...renderFirmware(design).keys()]));
  const headers = [...Deno.readDirSync(new URL("../../../templates/nnet", import.meta.url))].map(({ name }) =>
    name
  );
  assertEquals(headers.filter((header) => !used.has(`firmware/nnet_utils/${header}`)), []);
});

/** Changes to firmware that the lint must find, and a word of its finding. */
const DEFECTS: readonly { readonly name: string; readonly code: string; readonly finding: string }[] = [
  { name: "an unknown pragma", code: "#pragma HLS LOOP_FLATTEN", finding: "unknown pragma" },
  { name: "another tool's pragma", code: "#pragma HLS DATA_PACK variable=x", finding: "unknown pragma" },
  { name: "a pragma of no tool", code: "#pragma omp parallel", finding: "unknown pragma" },
  { name: "a library header", code: "#include <vector>", finding: "includes <vector>" },
  { name: "a header that is not there", code: '#include "missing.h"', finding: 'includes "missing.h"' },
  { name: "heap", code: "int *f() { return new int[3]; }", finding: "uses new" },
  { name: "a container", code: "std::vector<int> v;", finding: "uses std" },
  { name: "double arithmetic", code: "int f(int x) { return double(x); }", finding: "uses double" },
  { name: "a decimal literal", code: "int f(int x) { return x * 0.5; }", finding: "decimal literal" },
  { name: "auto", code: "int f(int x) { auto y = x; return y; }", finding: "uses auto" },
  { name: "a lambda", code: "int f(int x) { return [&](int y) { return x; }(1); }", finding: "has a lambda" },
  { name: "a binary literal", code: "int f() { return 0b101; }", finding: "literal of C++14" },
  { name: "an attribute", code: "[[deprecated]] int f();", finding: "has an attribute" },
  { name: "a character beyond ASCII", code: "int é;", finding: "beyond ASCII" },
  {
    name: "recursion",
    code: "int f(int x) { return x > 0 ? f(x - 1) : 0; }",
    finding: "recursion: f calls f",
  },
  {
    name: "mutual recursion of templates",
    code: "int g(int); template <int N> int f(int x) { return g(x); } int g(int x) { return f<3>(x); }",
    finding: "recursion",
  },
  {
    name: "a division by a variable",
    code: "int f(int x, int y) { return x / y; }",
    finding: "divides at run time",
  },
  {
    name: "a division of a variable",
    code: "int f(int x) { return x % C::n; }",
    finding: "divides at run time",
  },
  {
    name: "a division of a loop that stays",
    code: "int f() { int s = 0; for (int i = 0; i < 3; i++) { s += i / 2; } return s; }",
    finding: "divides at run time",
  },
];

for (const { name, code, finding } of DEFECTS) {
  Deno.test(`lintFirmware() finds ${name}`, () => {
    const files = new Map(renderFirmware(everyPrimitiveDesign()));
    const path = "firmware/nnet_utils/common.h";
    files.set(path, `${files.get(path)}\n${code}\n`);
    const findings = lintFirmware(files, "vitis");
    assert(findings.some((text) => text.includes(finding)), findings.join("\n"));
  });
}
