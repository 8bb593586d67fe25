import { assertEquals } from "@std/assert";
import { cacheHome, thisPlatform } from "../../src/base/processes/platform.ts";

Deno.test("cacheHome() is where programs of a user keep what they can make again", () => {
  const at = (os: string, variables: Readonly<Record<string, string>>) =>
    cacheHome({ os, variable: (name) => variables[name] });
  assertEquals(at("linux", { HOME: "/h" }), "/h/.cache");
  assertEquals(at("freebsd", { HOME: "/h" }), "/h/.cache");
  assertEquals(at("linux", { HOME: "/h", XDG_CACHE_HOME: "/x" }), "/x");
  assertEquals(at("linux", { HOME: "/h", XDG_CACHE_HOME: "" }), "/h/.cache");
  assertEquals(at("darwin", { HOME: "/Users/a b", XDG_CACHE_HOME: "/x" }), "/Users/a b/Library/Caches");
  assertEquals(
    at("windows", { LOCALAPPDATA: "C:\\Users\\a b\\AppData\\Local", HOME: "/h" }),
    "C:\\Users\\a b\\AppData\\Local",
  );
  for (const os of ["linux", "darwin", "windows"]) assertEquals(at(os, {}), undefined);
});

Deno.test("thisPlatform() is the one that runs", () => {
  assertEquals(thisPlatform().os, Deno.build.os);
  assertEquals(thisPlatform().variable("INTERLACE_NO_SUCH_VARIABLE"), undefined);
});
