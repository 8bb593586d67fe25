import { assertEquals } from "@std/assert";
import { Columns } from "../../src/dataflow/trace_columns.ts";

Deno.test("Columns.spans() keeps the share of work of a process that mostly waits", () => {
  const columns = new Columns(8);
  for (let cycle = 0; cycle < 32; cycle += 4) {
    columns.add("busy", cycle, cycle + 1);
    columns.add("input", cycle + 1, cycle + 4);
  }
  columns.add("busy", 32, 48);
  assertEquals(columns.spans(), [
    { state: "input", idle: "input", busy: 1 / 4, from: 0, to: 32 },
    { state: "busy", idle: null, busy: 1, from: 32, to: 48 },
  ]);
});

Deno.test("Columns.spans() joins no columns of different work, and says what a process that mostly works waits for", () => {
  const columns = new Columns(8);
  columns.add("busy", 0, 5);
  columns.add("room", 5, 7);
  columns.add("input", 7, 8);
  columns.add("input", 8, 15);
  columns.add("busy", 15, 16);
  assertEquals(columns.spans(), [
    { state: "busy", idle: "room", busy: 5 / 8, from: 0, to: 8 },
    { state: "input", idle: "input", busy: 1 / 8, from: 8, to: 16 },
  ]);
});
