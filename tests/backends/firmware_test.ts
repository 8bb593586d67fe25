import { assert, assertEquals } from "@std/assert";
import { renderFirmware } from "../../src/backends/mod.ts";
import { createDesign } from "../../src/design/mod.ts";
import { buildModel } from "../../src/model/mod.ts";
import { decoderDesign, decoderModel, everyDesign } from "./designs.ts";

/** What each tool's guide allows, as this project uses it; written apart from the renderer's own table. */
const VALUE = "[A-Za-z0-9_:]+";
const ALLOWED: Readonly<Record<"vitis" | "vivado", readonly RegExp[]>> = {
  vitis: [
    `AGGREGATE variable=${VALUE}`,
    `ALLOCATION operation instances=mul limit=${VALUE}`,
    `ARRAY_PARTITION variable=${VALUE} type=complete dim=[0-9]`,
    `ARRAY_RESHAPE variable=${VALUE} type=(complete|cyclic factor=${VALUE}) dim=[0-9]`,
    `BIND_STORAGE variable=${VALUE} type=rom_np impl=bram`,
    `DEPENDENCE variable=${VALUE} type=inter dependent=false`,
    `INTERFACE mode=(axis|ap_vld) port=${VALUE}`,
    `STREAM variable=${VALUE} depth=[0-9]+`,
    `PIPELINE( II=${VALUE})?`,
    "DATAFLOW|INLINE|UNROLL",
  ].map((text) => new RegExp(`^(${text})$`)),
  vivado: [
    `DATA_PACK variable=${VALUE}`,
    `ALLOCATION operation instances=mul limit=${VALUE}`,
    `ARRAY_PARTITION variable=${VALUE} complete dim=[0-9]`,
    `ARRAY_RESHAPE variable=${VALUE} (complete|cyclic factor=${VALUE}) dim=[0-9]`,
    `RESOURCE variable=${VALUE} core=ROM_nP_BRAM`,
    `DEPENDENCE variable=${VALUE} inter false`,
    `INTERFACE (axis|ap_vld) port=${VALUE}`,
    `STREAM variable=${VALUE} depth=[0-9]+`,
    `PIPELINE( II=${VALUE})?`,
    "DATAFLOW|INLINE|UNROLL",
  ].map((text) => new RegExp(`^(${text})$`)),
};

/** Words that firmware must not hold: heap, containers, floating point, and C++ beyond C++11. */
const FORBIDDEN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ["heap", /\b(new|delete|malloc|calloc|realloc|free)\b/],
  ["the standard library", /\bstd::/],
  ["a header beyond its own", /#include <|#include "(?!(nnet_utils\/|weights\/)?\w+\.h")/],
  ["floating-point arithmetic", /\b(float|double|half)\b/],
  ["exceptions", /\b(throw|try|catch)\b/],
  ["virtual functions", /\bvirtual\b/],
  ["C++ beyond C++11", /\b(auto|decltype|constexpr if|concept)\b|\[\[|\boperator""/],
];

/** Text without comments. */
function code(text: string): string {
  return text.replace(/\/\/.*$/gm, "").replace(/\/\*[\s\S]*?\*\//g, "");
}

/** Function bodies by name, as far as braces tell. */
function functionBodies(text: string): Map<string, string> {
  const bodies = new Map<string, string>();
  for (const match of text.matchAll(/\b(\w+)\s*\([^;{}()]*(?:\([^()]*\)[^;{}()]*)*\)\s*(?:const\s*)?\{/g)) {
    if (["if", "for", "while", "switch"].includes(match[1])) continue;
    let depth = 1;
    let end = match.index + match[0].length;
    while (depth > 0 && end < text.length) depth += { "{": 1, "}": -1 }[text[end++]] ?? 0;
    bodies.set(match[1], (bodies.get(match[1]) ?? "") + text.slice(match.index + match[0].length, end));
  }
  return bodies;
}

for (const backend of ["vitis", "vivado"] as const) {
  const designs = everyDesign(backend);

  Deno.test(`renderFirmware() writes only pragmas that the guide of ${backend} describes`, () => {
    const seen = new Set<string>();
    for (const design of designs) {
      for (const [path, text] of renderFirmware(design)) {
        for (const [line, pragma] of text.matchAll(/^[ \t]*#[ \t]*pragma\b[ \t]*(.*)$/gm)) {
          assert(pragma.startsWith("HLS "), `${path}: ${line}`);
          assert(ALLOWED[backend].some((pattern) => pattern.test(pragma.slice(4))), `${path}: ${line}`);
          seen.add(pragma.split(" ")[1]);
        }
        assert(!text.includes("_Pragma"), path);
      }
    }
    assertEquals(seen.size, 12, [...seen].join(" "));
  });

  Deno.test(`renderFirmware() for ${backend} holds no heap, container, floating point or C++ beyond C++11`, () => {
    for (const design of designs) {
      for (const [path, text] of renderFirmware(design)) {
        for (const [what, pattern] of FORBIDDEN) {
          const found = code(text).match(pattern);
          assert(found === null, `${design.name} ${path} holds ${what}: ${found?.[0]}`);
        }
      }
    }
  });
}

Deno.test("renderFirmware() writes kernels without recursion", () => {
  const text = [...new Map(everyDesign("vitis").flatMap((design) => [...renderFirmware(design)]))]
    .filter(([path]) => path.includes("nnet_utils/")).map(([, file]) => code(file)).join("\n");
  const bodies = functionBodies(text);
  assert(bodies.has("conv2d_stream") && bodies.has("multiply_turn"), [...bodies.keys()].join(" "));
  const calls = new Map([...bodies].map(([name, body]) => [
    name,
    [...bodies.keys()].filter((callee) => new RegExp(`\\b${callee}\\s*(<[^;{}]*?>)?\\s*\\(`).test(body)),
  ]));
  // Members of the same name in different structs are one entry here: what they call is not themselves.
  const reaches = (from: string, to: string, seen = new Set<string>()): boolean =>
    (calls.get(from) ?? []).some((next) =>
      next === to || (!seen.has(next) && reaches(next, to, seen.add(next)))
    );
  const overloaded = new Set(["apply", "compute_pixel", "compute_phase", "dense_turns", "dense_parallel"]);
  for (const name of bodies.keys()) {
    if (!overloaded.has(name)) assert(!reaches(name, name), `${name} calls itself`);
  }
});

Deno.test("renderFirmware() writes stream convolutions without a run-time division", () => {
  for (const design of everyDesign("vitis").filter((each) => each.io === "io_stream")) {
    for (const [path, text] of renderFirmware(design)) {
      if (!/nnet_utils\/(axis|conv[12]d_stream)\.h$/.test(path)) continue;
      // The divisors of unrolled window indices are constants; positions and outputs are counted.
      for (const [expression] of code(text).matchAll(/[\w.)\]]+ [/%] [\w:]+/g)) {
        assert(/^w [/%] columns::window$/.test(expression), `${path}: ${expression}`);
      }
    }
  }
});

Deno.test("renderFirmware() gives both back ends the same text beyond pragmas", () => {
  const plain = (text: string) => text.replace(/^[ \t]*#pragma.*\n/gm, "");
  const vivado = everyDesign("vivado");
  everyDesign("vitis").forEach((design, i) => {
    const other = renderFirmware(vivado[i]);
    for (const [path, text] of renderFirmware(design)) {
      assertEquals(plain(text), plain(other.get(path)!), path);
    }
  });
});

Deno.test("renderFirmware() gives the same bytes twice", () => {
  for (const io of ["io_stream", "io_parallel"] as const) {
    assertEquals([...renderFirmware(decoderDesign({ io }))], [...renderFirmware(decoderDesign({ io }))]);
  }
});

Deno.test("renderFirmware() writes no text that grows with the image", () => {
  for (const io of ["io_stream", "io_parallel"] as const) {
    const lines = (size: { height: number; width: number }) =>
      [...renderFirmware(createDesign(decoderModel(size), { io }))].map(([path, text]) =>
        `${path}: ${text.split("\n").length}`
      );
    assertEquals(lines({ height: 64, width: 48 }), lines({ height: 6, width: 5 }));
  }
});

Deno.test("renderFirmware() lets no text of a hostile model through", () => {
  const marks = ["evil", "$(", "`", '"; ', "*/", "\u202e", "[exec"];
  const names = [
    'evil"; system("x")//',
    "evil*/ $(x)",
    "evil`x`",
    "\u202eevil",
    "[exec evil]",
    "class",
    "CLASS",
    "evil".repeat(300),
  ];
  const model = buildModel('evil"; system("rm")//', (b) => {
    let x = b.input({ name: 'evil"\n#include "x', features: 4 });
    for (const name of names) x = b.relu(x, { name });
    return x;
  });
  for (const io of ["io_stream", "io_parallel"] as const) {
    const design = createDesign(model, { io });
    for (const [path, text] of renderFirmware(design)) {
      assert(/^firmware\/[\w/]+\.(h|cpp)$/.test(path), path);
      for (const mark of marks.slice(1)) {
        // Quotes and stars stand in generated text too; what came from the model would stand beside "evil".
        assert(
          !new RegExp(`evil[^\\w]*${escape(mark)}|${escape(mark)}[^\\w]*evil`).test(text),
          `${path}: ${mark}`,
        );
      }
      assert(text.split("\n").every((line) => line.length < 5000), path);
    }
    const ids = [...design.tensors.values()].map((tensor) => tensor.id);
    assertEquals(new Set(ids.map((id) => id.toLowerCase())).size, ids.length);
    for (const id of ids) assert(/^[A-Za-z]\w{0,60}$/.test(id), id);
  }
});

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
