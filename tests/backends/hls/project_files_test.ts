/** What an HLS project holds for people and for the newer command line: its page, `hls_config.cfg`, no header of the tool. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { createDesign, type Design, loopsOf } from "../../../src/design/mod.ts";
import { buildModel } from "../../../src/model/mod.ts";
import { renderProject } from "../../../src/project/mod.ts";
import { estimateDesign } from "../../../src/estimate/mod.ts";
import { decoderDesign } from "./designs.ts";

function textOf(design: Design, path: string): string | undefined {
  const contents = renderProject(design).get(path);
  return contents === undefined || typeof contents === "string"
    ? contents
    : new TextDecoder().decode(contents);
}

Deno.test("hls_config.cfg says what the script says, for Vitis alone", () => {
  const design = decoderDesign({ target: "vitis", clockUncertainty: "12.5%", part: "xczu7ev-ffvc1156-2-e" });
  const entries = textOf(design, "hls_config.cfg")!.split("\n").filter((line) =>
    line !== "" && !line.startsWith("#")
  );
  const { name } = design;
  assertEquals(entries, [
    "part=xczu7ev-ffvc1156-2-e",
    "[hls]",
    "flow_target=vivado",
    "clock=5ns",
    "clock_uncertainty=12.5%",
    `syn.top=${name}`,
    `syn.file=firmware/${name}.cpp`,
    `syn.file_cflags=firmware/${name}.cpp,-std=c++14`,
    `tb.file=${name}_test.cpp`,
    `tb.file_cflags=${name}_test.cpp,-std=c++14`,
    "tb.file=tb_data",
    "package.output.format=ip_catalog",
  ]);
  const files = renderProject(design);
  for (const entry of entries.filter((line) => /^(syn|tb)\.file=/.test(line))) {
    const path = entry.split("=")[1];
    assert([...files.keys()].some((file) => file === path || file.startsWith(`${path}/`)), path);
  }
  assertEquals(textOf(decoderDesign({ target: "vivado" }), "hls_config.cfg"), undefined);
});

Deno.test("no build of a tool finds the project's own headers before the tool's", () => {
  for (const target of ["vitis", "vivado"]) {
    const files = renderProject(decoderDesign({ target }));
    // Headers in quotes are looked for beside the file that includes them, then on the path.
    const shadows = [...files.keys()].filter((path) =>
      /(^|\/)(ap_|hls_|etc\/|ap_int|ap_fixed)\w*\.h$/.test(path)
    );
    assertEquals(shadows.filter((path) => !path.startsWith("host/ap/")), []);
    assert(shadows.length >= 3);
    for (const script of ["build_prj.tcl", "hls_config.cfg"]) {
      const text = String(files.get(script) ?? "");
      assertEquals(/\bhost\b|-I|include/.test(text), false, script);
    }
    for (const [path, text] of files) {
      if (path.startsWith("host/") || typeof text !== "string" || !/\.(cpp|h)$/.test(path)) continue;
      assertEquals(/#include\s+["<][^">]*host\//.test(text), false, path);
    }
  }
});

Deno.test("README.md says ports to the bit, and the cycles that are expected", () => {
  const model = buildModel("m", (b) =>
    b.convTranspose2d(b.input({ height: 3, width: 5, channels: 3 }), {
      name: "up",
      strides: 2,
      padding: "same",
      weights: { shape: [3, 3, 3, 2], data: new Float64Array(54).fill(0.25) },
    }));
  const stream = createDesign(model, { precision: "ap_fixed<11,4>", io: "io_stream" });
  const page = textOf(stream, "README.md")!;
  assertMatch(page, /^\| `input_1` \| input \| input\\_1 \| 3 × 5 × 3 \| 3 × 5 × 3 \| `ap_fixed<11,4>` \|$/m);
  assertMatch(page, /^\| `input_1` \| 15 \| 3 \| 11 \| 33 \|$/m);
  assertMatch(page, /^\| `up` \| 60 \| 2 \| 11 \| 22 \|$/m);
  const { latency, interval } = estimateDesign(stream);
  assertStringIncludes(
    page,
    `first image after ${latency.maxCycles} cycles, then an image every ${interval.maxCycles}`.replace(
      " cycles,",
      ",",
    ),
  );
  const [loop] = loopsOf(stream.stages.at(-1)!.work);
  assertMatch(page, new RegExp(`^\\| up \\| ${loop.iterations} \\| 1 \\| ${loop.iterations} \\|$`, "m"));
  const parallel = createDesign(model, { precision: "ap_fixed<11,4>", io: "io_parallel", target: "vivado" });
  const other = textOf(parallel, "README.md")!;
  assertMatch(other, /^\| `up` \| 120 \| 11 \| 1320 \|$/m);
  assertStringIncludes(other, `An image every ${estimateDesign(parallel).interval.maxCycles} cycles`);
  assertStringIncludes(other, "vivado_hls -f build_prj.tcl");
  assertEquals(other.includes("hls_config"), false);
});

Deno.test("names of a model do not reach the page as Markdown or HTML", () => {
  const hostile = "<script>alert(1)</script> | [x](javascript:y) `*_#\n\n# end\u202e";
  const model = buildModel(
    hostile,
    (b) => b.relu(b.input({ name: `i${hostile}`, length: 2, channels: 3 }), { name: `r${hostile}` }),
  );
  for (const io of ["io_stream", "io_parallel"] as const) {
    const lines = textOf(createDesign(model, { io }), "README.md")!.split("\n");
    assertEquals(lines.filter((line) => /(?<!\\)<script|(?<!\\)\]\(|\u202e/.test(line)), []);
    // A heading of the page, and no other one.
    assertEquals(lines.filter((line) => line.startsWith("# ")).length, 1);
    const cells = (line: string) => line.replaceAll(/\\./g, "").split("|").length;
    const ports = lines.filter((line) => /^\| `\w+` \| (in|out)put/.test(line));
    assertEquals(ports.map(cells), [8, 8]);
  }
});
