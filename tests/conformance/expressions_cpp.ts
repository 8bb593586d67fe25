import { fileURLToPath } from "node:url";
import { stageCode } from "../../src/backends/hls/stages/configs.ts";
import { cppType } from "../../src/backends/hls/names/cpp_type.ts";
import { constantTable } from "../../src/backends/hls/names/literals.ts";
import { naming } from "../../src/backends/hls/names/naming.ts";
import { isComputing } from "../../src/backends/hls/stages/stage_code.ts";
import { type Design, inputTensors } from "../../src/design/mod.ts";
import { periodOf } from "../../src/layers/mod.ts";
import type { FixedTensor } from "../../src/tensor/mod.ts";
import { type Headers, run } from "../ap/compiler.ts";
import { wantsAll } from "./cases.ts";

/** Headers that generated functions include. */
const HEADERS_FOLDER = fileURLToPath(new URL("../../templates/nnet", import.meta.url));

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
  // Optimising takes longer than running, as do looking for warnings, which the whole matrix does, and tables of exceptions.
  const quick = ["-O0", "-fno-exceptions", "-fno-asynchronous-unwind-tables", ...wantsAll() ? [] : ["-w"]];
  const flags = [
    ...headers.flags,
    ...quick,
    "-Wno-unknown-pragmas",
    "-Wno-unused-label",
    "-I",
    HEADERS_FOLDER,
  ];
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
  const computing = design.stages.filter(isComputing);
  const stages = computing.map((stage) => {
    const { tables, configs } = stageCode(design, stage);
    return `${tables.map(constantTable).join("")}${configs}`;
  });
  // What is read lies in one list, so that a function that goes through it is written once for the types that meet.
  const words: string[] = [];
  const calls = computing.map((stage) => {
    const { plan } = stage;
    if (plan.kind !== "map") throw new Error(plan.kind);
    const read = inputTensors(design, stage);
    const from = words.length;
    for (const { name, type } of read) {
      const { data } = tensors.get(name)!;
      words.push(...Array.from(data, (lane) => `0x${BigInt.asUintN(type.width, lane).toString(16)}ULL`));
    }
    const count = (words.length - from) / read.length;
    const period = read.length > 1 ? "" : `, ${periodOf(plan.expression)}`;
    return `  run(${naming.config(stage.id)}::function::apply, words + ${from}, ${count}${period});`;
  });
  return `#include <cstdio>
#include "ap_fixed.h"
#include "ap_int.h"
#include "divide.h"
#include "functions.h"
typedef unsigned long long word;
template <class T> static T number_of(word bits) {
  T number = 0;
  number.range(T::width - 1, 0) = bits;
  return number;
}
template <class T> static void print(const T &number) {
  std::printf("%llx ", (word)number.range(T::width - 1, 0).to_uint64());
}
template <class Y, class X> static void run(Y (*apply)(X, int), const word *words, int count, int period) {
  for (int i = 0; i < count; i++) print<Y>(apply(number_of<X>(words[i]), i % period));
  std::printf("\\n");
}
template <class Y, class A, class B> static void run(Y (*apply)(A, B), const word *words, int count) {
  for (int i = 0; i < count; i++) print<Y>(apply(number_of<A>(words[i]), number_of<B>(words[count + i])));
  std::printf("\\n");
}
static const word words[] = {${words.join(", ")}};
${types.join("\n")}
${stages.join("\n")}
int main() {
${calls.join("\n")}
}
`;
}
