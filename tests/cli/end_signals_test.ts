import { assertEquals } from "@std/assert";
import { END_SIGNALS, endSignals } from "../../src/cli/terminal/signals.ts";

Deno.test("endSignals() are those that programs can listen to on a system", () => {
  assertEquals(endSignals("linux"), ["SIGINT", "SIGTERM", "SIGHUP"]);
  assertEquals(endSignals("darwin"), ["SIGINT", "SIGTERM", "SIGHUP"]);
  assertEquals(endSignals("windows"), ["SIGINT", "SIGBREAK"]);
  assertEquals(END_SIGNALS, endSignals(Deno.build.os));
});
