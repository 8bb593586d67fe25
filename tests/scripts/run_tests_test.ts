import { assert, assertEquals } from "@std/assert";
import { groupTests } from "../../scripts/run_tests.ts";

Deno.test("groupTests() puts every file in one group, of its own room", () => {
  const files = [
    ...Array.from({ length: 35 }, (_, i) => `design/x${i}_test.ts`),
    ...["conformance/b/x_test.ts", "conformance/a_test.ts", "new_room/x_test.ts"],
  ];
  const groups = groupTests(files);
  assertEquals(groups.flatMap((group) => group.files).sort(), files.toSorted());
  for (const { name, files } of groups) {
    const room = name.replace(/\/\d+$/, "");
    assert(files.every((file) => file.startsWith(`${room}/`)), `${name}: ${files}`);
  }
  assertEquals(new Set(groups.map(({ name }) => name)).size, groups.length);
});

Deno.test("groupTests() starts rooms that take long, and makes groups of a room equally large", () => {
  const files = (room: string) => Array.from({ length: 41 }, (_, i) => `${room}/x${i}_test.ts`);
  const groups = groupTests([...files("design"), ...files("cli"), "conformance/x_test.ts", "view/x_test.ts"]);
  assertEquals(groups.map(({ name, files }) => [name, files.length]), [
    ["conformance/1", 1],
    ["cli/1", 21],
    ["cli/2", 20],
    // Modules of more files where these take little time.
    ["design/1", 21],
    ["design/2", 20],
    ["view/1", 1],
  ]);
});
