import { assertEquals } from "@std/assert";
import { fileTimes } from "../../scripts/test_times.ts";

const REPORT = `<testsuites name="deno test" tests="5" failures="0" errors="0" time="4.500">
    <testsuite name="./tests/a_test.ts" tests="3" disabled="0" errors="0" failures="0">
        <testcase name="outer" classname="./tests/a_test.ts" time="1.250" line="1" col="6">
        </testcase>
        <testcase name="x &gt; 3" classname="./tests/a_test.ts" time="0.250" line="9" col="6">
        </testcase>
        <testcase name="outer &gt; inner" classname="./tests/a_test.ts" time="1.000" line="2" col="6">
        </testcase>
        <testcase name="outer &gt; inner &gt; core" classname="./tests/a_test.ts" time="0.750" line="3" col="6">
        </testcase>
    </testsuite>
    <testsuite name="./tests/b_test.ts" tests="1" disabled="1" errors="0" failures="0">
        <testcase name="slow" classname="./tests/b_test.ts" time="3.000" line="1" col="6">
        </testcase>
    </testsuite>
</testsuites>`;

Deno.test("fileTimes() adds up the tests of each file, their steps apart, the slowest first", () => {
  assertEquals(fileTimes(REPORT), [
    { file: "./tests/b_test.ts", seconds: 3 },
    { file: "./tests/a_test.ts", seconds: 1.5 },
  ]);
});
