import { assertEquals } from "@std/assert";
import {
  commandFiles,
  commandName,
  findCommand,
  isExecutable,
  pathFolders,
} from "../../src/base/processes/executables.ts";

const at = (os: string, PATH?: string) => ({
  os,
  variable: (name: string) => name === "PATH" ? PATH : undefined,
});

Deno.test("pathFolders() divides PATH as each system does", () => {
  assertEquals(pathFolders(at("linux", "/usr/bin::/opt/my tools/bin:")), ["/usr/bin", "/opt/my tools/bin"]);
  assertEquals(pathFolders(at("darwin", "/usr/bin:/opt/homebrew/bin")), ["/usr/bin", "/opt/homebrew/bin"]);
  assertEquals(
    pathFolders(at("windows", 'C:\\Windows;"C:\\Program Files\\mingw64\\bin";;D:\\Xilinx\\bin')),
    ["C:\\Windows", "C:\\Program Files\\mingw64\\bin", "D:\\Xilinx\\bin"],
  );
  assertEquals(pathFolders(at("linux")), []);
});

Deno.test("commandFiles() and commandName() know the endings of Windows, and no others", () => {
  assertEquals(commandFiles("vitis_hls", at("linux")), ["vitis_hls"]);
  assertEquals(commandFiles("vitis_hls", at("windows")), ["vitis_hls.exe", "vitis_hls.bat", "vitis_hls.cmd"]);
  assertEquals(commandFiles("g++.EXE", at("windows")), ["g++.EXE"]);
  assertEquals(commandName("C:\\Xilinx\\Vitis\\2024.1\\bin\\vitis-run.bat", at("windows")), "vitis-run");
  assertEquals(commandName("C:/mingw64/bin/g++.exe", at("windows")), "g++");
  assertEquals(commandName("/opt/x/g++-13.2", at("linux")), "g++-13.2");
  assertEquals(commandName("/opt/a\\b.exe", at("linux")), "a\\b.exe");
});

Deno.test({
  name: "findCommand() takes the first file that may be run, and on Windows any with an ending that says so",
  ignore: Deno.build.os === "windows",
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "interlace test " });
    try {
      await Deno.mkdir(`${folder}/first/tool`, { recursive: true });
      await Deno.mkdir(`${folder}/second`);
      await Deno.writeTextFile(`${folder}/second/tool`, "");
      await Deno.writeTextFile(`${folder}/second/tool.bat`, "");
      const folders = [`${folder}/none`, `${folder}/first`, `${folder}/second`];
      // A folder of that name, and a file that may not be run.
      assertEquals(await findCommand("tool", folders, at("linux")), undefined);
      await Deno.chmod(`${folder}/second/tool`, 0o755);
      assertEquals(await findCommand("tool", folders, at("linux")), `${folder}/second/tool`);
      assertEquals(await findCommand("tool", folders, at("windows")), `${folder}/second/tool.bat`);
      assertEquals(await isExecutable(`${folder}/second/tool.bat`, at("linux")), false);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
