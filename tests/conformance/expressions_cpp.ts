import { fileURLToPath } from "node:url";
import { stageCode } from "../../src/backends/hls/stages/configs.ts";
import { cppType } from "../../src/backends/hls/names/cpp_type.ts";
import { constantTable } from "../../src/backends/hls/names/literals.ts";
import { naming } from "../../src/backends/hls/names/naming.ts";
import { isComputing } from "../../src/backends/hls/stages/stage_code.ts";
import { type Design, inputTensors, tensorOf } from "../../src/design/mod.ts";
import { periodOf } from "../../src/layers/mod.ts";
import type { FixedTensor } from "../../src/tensor/mod.ts";
import { type Headers, run } from "../ap/compiler.ts";

/** Headers that generated functions include. */
const KERNELS = fileURLToPath(new URL("../../templates/nnet", import.meta.url));

/**
 * Runs the generated functions of a design's maps alone, without loops and a test bench around each of them.
 *
 * @param tensors What the maps read, by name.
 * @returns The bits of their results, by name.
 */
export async function runMapFunctions(
  design: Design,
  tensors: ReadonlyMap<string, FixedTensor>,
  headers: Headers,
): Promise<ReadonlyMap<string, readonly bigint[]>> {
  // Optimising takes longer than running; only synthesis knows the pragmas.
  const flags = [...headers.flags, "-O0", "-Wno-unknown-pragmas", "-Wno-unused-label", "-I", KERNELS];
  const source = programText(design, tensors);
  const { lines, success, stderr } = await run({ source, headers: { ...headers, flags } });
  if (!success) throw new Error(stderr);
  return new Map(
    design.stages.filter(isComputing).map(({ name }, i) => [
      name,
      lines[i].trim().split(" ").map((text) => BigInt(`0x${text}`)),
    ]),
  );
}

function programText(design: Design, tensors: ReadonlyMap<string, FixedTensor>): string {
  const types = [...design.tensors.values()].map(({ id, type }) =>
    `typedef ${cppType(type)} ${naming.type(id)};`
  );
  const stages = design.stages.filter(isComputing).map((stage) => {
    const { plan } = stage;
    if (plan.kind !== "map") throw new Error(plan.kind);
    const read = inputTensors(design, stage);
    const y = tensorOf(design, stage.name);
    const { tables, configs } = stageCode(design, stage);
    const words = read.map(({ name, type }) =>
      Array.from(
        tensors.get(name)!.data,
        (lane) => `0x${BigInt.asUintN(type.width, lane).toString(16)}ULL`,
      )
    );
    const operands = read.map((_, operand) => `x${operand}`);
    const place = read.length > 1 ? [] : [`i % ${periodOf(plan.expression)}`];
    return `${tables.map(constantTable).join("")}${configs}
static void run_${stage.id}() {
${words.map((list, i) => `  static const unsigned long long words${i}[] = {${list.join(", ")}};`).join("\n")}
  for (int i = 0; i < ${words[0].length}; i++) {
${
      read.map(({ id, type: { width } }, i) =>
        `    ${naming.type(id)} x${i}; x${i}.range(${width - 1}, 0) = ap_uint<${width}>(words${i}[i]);`
      ).join("\n")
    }
    const ${naming.type(y.id)} y = ${naming.config(stage.id)}::function::apply(${
      [...operands, ...place].join(", ")
    });
    std::printf("%llx ", (unsigned long long)y.range(${y.type.width - 1}, 0).to_uint64());
  }
  std::printf("\\n");
}`;
  });
  const calls = design.stages.filter(isComputing).map(({ id }) => `  run_${id}();`);
  return `#include <cstdio>
#include "ap_fixed.h"
#include "ap_int.h"
#include "divide.h"
#include "functions.h"
${types.join("\n")}
${stages.join("\n")}
int main() {
${calls.join("\n")}
}
`;
}
