import { assert, assertEquals } from "@std/assert";
import { readReportFile } from "../../src/reports/mod.ts";
import * as SAMPLES from "./samples.ts";
import { HAS_SHARED, SHARED, sharedReports } from "./support.ts";

for (const [name, text] of Object.entries(SAMPLES)) {
  Deno.test(`readReportFile() reads ${name} as the tools write it on Windows`, async () => {
    const [unix, windows] = await outcomes(text, name);
    assertEquals(windows, unix);
  });
}

Deno.test({
  name: "readReportFile() reads every shared report as the tools write it on Windows",
  ignore: !HAS_SHARED,
  async fn() {
    for (const path of await sharedReports()) {
      const text = (await Deno.readTextFile(new URL(path, SHARED))).replaceAll("\r\n", "\n");
      const [unix, windows] = await outcomes(text, path);
      assert(typeof unix !== "string", `${path} is not read at all`);
      assertEquals(windows, unix, path);
    }
  },
});

/** What a text is read as with either kind of line end; what is said of one that holds no figures. */
async function outcomes(text: string, file: string) {
  const outcome = async (text: string) =>
    await readReportFile(new TextEncoder().encode(text), file).catch((error: Error) => error.message);
  const [unix, windows] = [await outcome(text), await outcome(text.replaceAll("\n", "\r\n"))];
  assert(unix !== null, `${file} is no report`);
  return [unix, windows];
}
