import { assertEquals, assertThrows } from "@std/assert";
import { InterlaceError } from "../../src/base/mod.ts";
import { parseConfigurationFile } from "../../src/design/options/configuration_file.ts";
import { parseGoal } from "../../src/design/options/goal.ts";

Deno.test("parseGoal() reads counts, rates with their unit and shares in percent", () => {
  assertEquals(parseGoal("interval", "1550"), { interval: 1550 });
  assertEquals(parseGoal("rate", "25kHz"), { rate: 25_000 });
  assertEquals(parseGoal("rate", "1.5 MHz"), { rate: 1_500_000 });
  assertEquals(parseGoal("rate", "40"), { rate: 40 });
  assertEquals(parseGoal("fit", "70%"), { fit: 0.7 });
  assertEquals(parseGoal("dsp", "220"), { dsp: 220 });
  assertEquals(parseGoal("multipliers", "1"), { multipliers: 1 });
});

Deno.test("parseGoal() reads nothing else", () => {
  for (const text of ["", "0", "1.5", "-3", "1e3", "7%", "25kHz", "9007199254740993", "0x10"]) {
    assertEquals(parseGoal("interval", text), null, text);
  }
  for (const text of ["0", "70%", "25k", "kHz"]) assertEquals(parseGoal("rate", text), null, text);
  for (const text of ["70", "0%", "101%", "0.7", "70kHz"]) assertEquals(parseGoal("fit", text), null, text);
});

Deno.test("a configuration says what factors are chosen for, and that a layer's is", () => {
  const read = (text: string) => parseConfigurationFile(text, "config.yml", () => {});
  const { goal, options } = read("rate: 25kHz\nHLSConfig:\n  Model: { ReuseFactor: Auto }\n");
  assertEquals([goal, options.reuseFactor], [{ rate: 25_000 }, "auto"]);
  assertEquals(read("Interval: 900\n").goal, { interval: 900 });
  assertEquals(read("Fit: 70%\n").goal, { fit: 0.7 });
  assertEquals(read("IOType: io_stream\n").goal, null);
  assertThrows(() => read("Interval: fast\n"), InterlaceError, "Interval");
  assertThrows(() => read("Interval: 900\nDSP: 3\n"), InterlaceError, "another goal");
  assertThrows(() => read("HLSConfig:\n  Model: { ReuseFactor: few }\n"), InterlaceError, "ReuseFactor");
});
