/**
 * L3: how many iterations lie between a store into a line buffer and a load of it. A tool that is told of no dependence, or of
 * a larger distance, may store so many iterations late; here the kernel's own C++ does, as its RTL would.
 */
import { assert, assertEquals } from "@std/assert";
import { renderFirmware } from "../../../src/backends/hls/mod.ts";
import { createDesign, type DesignOptions } from "../../../src/design/mod.ts";
import { buildModel, type ModelBuilder, type Node } from "../../../src/model/mod.ts";
import { sizeOf } from "../../../src/tensor/mod.ts";
import { noNative } from "../../support/csim.ts";

const AP = new URL("../../../templates/ap", import.meta.url).pathname;

/** A line buffer whose stores reach it `depth` iterations later; `nearest`: the fewest from a store to a load of it. */
const LATE = `
#include <climits>
#include <vector>
namespace late {
static int now = 0, depth = 1, nearest = INT_MAX;
template <class T> struct cell {
    struct store { int at; T value; };
    std::vector<store> stores;
    operator T() const {
        if (!stores.empty() && now - stores.back().at < nearest) nearest = now - stores.back().at;
        for (size_t i = stores.size(); i-- > 0;) if (stores[i].at + depth <= now) return stores[i].value;
        return T(0);
    }
    cell &operator=(T value) { stores.push_back({now, value}); return *this; }
};
}
`;

/**
 * Feeds a top function two images, with stores that come later and later. Prints how many iterations lie between a store and
 * the nearest load of it, and for every depth up to three times that how many outputs are wrong.
 */
const MAIN = `
template <class A, class B> std::vector<long long> feed(void (*top)(hls::stream<A> &, hls::stream<B> &), int beats) {
    hls::stream<A> in;
    hls::stream<B> out;
    unsigned state = 1;
    std::vector<long long> made;
    for (int image = 0; image < 2; image++) {
        for (int i = 0; i < beats; i++) {
            A beat;
            for (int c = 0; c < A::size; c++) {
                state = state * 1664525u + 1013904223u;
                beat[c].range(A::value_type::width - 1, 0) = state >> 12;
            }
            in.write(beat);
        }
        top(in, out);
    }
    while (!out.empty()) {
        B beat = out.read();
        for (int c = 0; c < B::size; c++) made.push_back((long long)beat[c].range(B::value_type::width - 1, 0).to_uint64());
    }
    return made;
}
int main() {
    const std::vector<long long> right = feed(top, BEATS);
    std::printf("%d\\n", late::nearest);
    const int most = 3 * late::nearest;
    for (late::depth = 1; late::depth <= most; late::depth++) {
        const std::vector<long long> made = feed(top, BEATS);
        size_t wrong = made.size() != right.size();
        for (size_t i = 0; i < made.size() && i < right.size(); i++) wrong += made[i] != right[i];
        std::printf("%zu\\n", wrong);
    }
}
`;

const weights = (...shape: number[]) => ({
  shape,
  data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => ((i * 37) % 17 - 8) / 8),
});

/** Runs the kernel of a design with stores that come late. */
async function runLate(build: (b: ModelBuilder) => Node, options: DesignOptions) {
  const precision = { weight: "ap_fixed<8,3>", bias: "ap_fixed<8,3>", result: "ap_fixed<12,5>" };
  const design = createDesign(buildModel("top", build), { precision, io: "io_stream", ...options });
  const firmware = new Map(renderFirmware(design));
  const path = "firmware/nnet_utils/window_stream.h";
  const kernel = firmware.get(path)!;
  const late = kernel
    .replace("x_T line[", "late::cell<x_T> line[")
    .replace(/^ *keep_pixels\(.*line\);$/m, "")
    .replace("NNET_COUNT(CONFIG, iterations, 1);", "late::now++;");
  assertEquals([...late.matchAll(/\blate::/g)].length, 2, "the kernel is written in another way");
  firmware.set(path, late.replace("namespace nnet {", `${LATE}\nnamespace nnet {`));
  const claimed = Number(/static const int period = (\d+);/.exec(firmware.get("firmware/parameters.h")!)![1]);
  const beats = design.stages[0].inputs.length === 0
    ? sizeOf([...design.tensors.values()][0].shape.slice(0, -1))
    : 0;
  const folder = await Deno.makeTempDir();
  try {
    const main = `#include <cstdio>\n#include "top.cpp"\n${MAIN.replaceAll("BEATS", String(beats))}`;
    for (const [name, text] of [...firmware, ["firmware/main.cpp", main] as const]) {
      await Deno.mkdir(`${folder}/${name}`.replace(/\/[^/]*$/, ""), { recursive: true });
      await Deno.writeTextFile(`${folder}/${name}`, text);
    }
    const made = await run("g++", [
      "-std=c++17",
      "-O1",
      "-Wno-unknown-pragmas",
      `-I${AP}`,
      `${folder}/firmware/main.cpp`,
      "-o",
      `${folder}/late`,
    ]);
    assertEquals(made, "");
    const [nearest, ...wrong] = (await run(`${folder}/late`, [])).trim().split("\n").map(Number);
    return { claimed, nearest, wrong };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function run(command: string, args: readonly string[]): Promise<string> {
  const { success, stdout, stderr } = await new Deno.Command(command, { args: [...args] }).output();
  assert(success, new TextDecoder().decode(stderr).slice(0, 2000));
  return new TextDecoder().decode(stdout);
}

const CASES: Readonly<Record<string, readonly [(b: ModelBuilder) => Node, DesignOptions]>> = {
  "a convolution of an output a cycle": [
    (b) =>
      b.conv2d(b.input({ height: 6, width: 5, channels: 2 }), {
        weights: weights(3, 3, 2, 3),
        padding: "same",
      }),
    { strategy: "latency" },
  ],
  "a transposed convolution in turns, of the kernels that the check refuses": [
    (b) =>
      b.convTranspose2d(b.input({ height: 4, width: 4, channels: 4 }), {
        weights: weights(3, 3, 4, 6),
        strides: 2,
        padding: "same",
      }),
    { strategy: "resource", reuseFactor: 4 },
  ],
  "a convolution that skips columns": [
    (b) =>
      b.conv2d(b.input({ height: 7, width: 6, channels: 3 }), { weights: weights(3, 2, 3, 2), strides: 2 }),
    { strategy: "latency" },
  ],
};

for (const [name, [build, options]] of Object.entries(CASES)) {
  Deno.test(
    { name: `the distance that is stated for the line buffers holds in ${name}`, ignore: noNative },
    async () => {
      const { claimed, nearest, wrong } = await runLate(build, options);
      assert(claimed <= nearest, `a store ${nearest} iterations before its load, ${claimed} are stated`);
      // What is loaded may be of no use, and a store of it come later still.
      const late = wrong.findIndex((outputs) => outputs > 0);
      assert(
        late >= nearest,
        `stores that come ${late + 1} iterations late are missed, ${wrong[late]} outputs wrong`,
      );
    },
  );
}
