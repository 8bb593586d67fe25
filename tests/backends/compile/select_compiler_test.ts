import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { InterlaceError } from "../../../src/base/errors.ts";
import { findCompilers, selectCompiler } from "../../../src/backends/compile/compiler.ts";
import { noNative } from "../../support/csim.ts";

Deno.test("findCompilers() ends with WebAssembly and names what it found", async () => {
  const found = await findCompilers();
  const last = found[found.length - 1];
  assertEquals([last.kind, last.name, last.available], ["wasm", "clang 22 (WebAssembly)", true]);
  for (const { kind, path, name, version, available } of found) {
    assertEquals(kind === "native", path !== undefined);
    if (available) assertStringIncludes(name, version);
  }
});

Deno.test("selectCompiler() refuses a command that is not there", async () => {
  const error = await assertRejects(() => selectCompiler("no-such-compiler++"), InterlaceError);
  assertEquals(error.kind, "input");
  assertStringIncludes(error.message, "no-such-compiler++");
});

Deno.test("selectCompiler() refuses a command that is not a C++ compiler", async () => {
  const error = await assertRejects(() => selectCompiler(Deno.execPath()), InterlaceError);
  assertEquals(error.kind, "input");
  assertStringIncludes(error.message, "Cannot select the C++ compiler");
});

Deno.test("selectCompiler() follows INTERLACE_CXX unless told otherwise", async () => {
  // Not set for real: test files that run at the same time share their environment.
  const saying = (compiler: string) => ({
    variable: (name: string) => name === "INTERLACE_CXX" ? compiler : undefined,
  });
  assertEquals((await selectCompiler(undefined, saying("wasm"))).kind, "wasm");
  if (!noNative) assertEquals((await selectCompiler("native", saying("wasm"))).kind, "native");
  const error = await assertRejects(
    () => selectCompiler(undefined, saying("no-such-compiler++")),
    InterlaceError,
  );
  assertEquals(error.place.field, "INTERLACE_CXX");
  assertEquals((await selectCompiler("wasm", saying("no-such-compiler++"))).kind, "wasm");
});
