import { AP_HEADERS } from "../../../src/backends/hls/csim/headers.ts";

/** A constant or a function of a configuration struct: `config_up::columns::lead`. */
const STRUCT = /^\s*struct (\w+) \{$/;
const END = /^\s*\};$/;
const MEMBER = /^(\s*)(static (?:const (?:int|bool) (\w+) =|[\w:<>, ]+? (\w+)\().*)$/;

/**
 * Constants and functions of a firmware's configuration structs that nothing reads, found by a compiler: each is marked as
 * deprecated, so that it warns wherever one is used, in kernels that are instantiated as in those that call them. What a
 * pragma names is made a statement, and a bound of a parameter counts for kernels that the top function calls.
 *
 * @param compiler A compiler that warns of what is deprecated, as GCC and clang do.
 */
export async function unreadMembers(
  firmware: ReadonlyMap<string, string>,
  compiler: string,
): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  try {
    const { text, members } = markMembers(firmware.get("firmware/parameters.h")!);
    const top = [...firmware.keys()].find((path) => path.endsWith(".cpp"))!;
    for (const [path, contents] of [...firmware, ...AP_HEADERS]) {
      const file = `${folder}/${path}`;
      await Deno.mkdir(file.slice(0, file.lastIndexOf("/")), { recursive: true });
      const changed = path.endsWith("/parameters.h") ? text : contents.replace(
        /^#pragma HLS .*?((?:CONFIG|PHASE)::\w+).*$/gm,
        "(void)$1;",
      );
      await Deno.writeTextFile(file, changed);
    }
    const args = [
      "-std=c++14",
      "-DNNET_COUNT(CONFIG, field, amount)=((void)(amount))",
      "-O0",
      "-fsyntax-only",
      "-I.",
      "-Wno-unknown-pragmas",
      top,
    ];
    const { success, stderr } = await new Deno.Command(compiler, { args, cwd: folder }).output();
    const said = new TextDecoder().decode(stderr);
    if (!success) throw new Error(said);
    const read = new Set([...said.matchAll(/@([\w:]+)@/g)].map(([, member]) => member));
    const bounds = parameterBounds(firmware, firmware.get(top)!);
    return members.filter((member) => !read.has(member) && !bounds.has(member.split("::").at(-1)!));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Marks members of structs as deprecated, each under its own name. */
function markMembers(parameters: string): { text: string; members: string[] } {
  const members: string[] = [];
  const structs: string[] = [];
  const lines = parameters.split("\n").map((line) => {
    const opened = STRUCT.exec(line);
    if (opened) structs.push(opened[1]);
    else if (END.test(line) && structs.length > 0 && !line.startsWith("    }".repeat(structs.length))) {
      structs.pop();
    }
    const member = MEMBER.exec(line);
    if (!member || member[3] === undefined && member[4] === undefined) return line;
    const [, indent, declaration, constant, called] = member;
    if (declaration.startsWith("static const") && constant === undefined) return line;
    members.push([...structs, constant ?? called].join("::"));
    return `${indent}__attribute__((deprecated("@${members.at(-1)}@"))) ${declaration}`;
  });
  return { text: lines.join("\n"), members };
}

/** Names of members in bounds of parameters: of all helpers, and of the kernels that are called. */
function parameterBounds(firmware: ReadonlyMap<string, string>, top: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [path, text] of firmware) {
    if (!path.includes("/nnet_utils/")) continue;
    for (
      const [, name, parameters] of text.matchAll(
        /\b(\w+)\(([^;{}()]*(?:\([^()]*\)[^;{}()]*)*)\) (?:const )?\{/g,
      )
    ) {
      if (/_(stream|parallel)$/.test(name) && !top.includes(`nnet::${name}<`)) continue;
      for (const [, bound] of parameters.matchAll(/\[([^\]]*)\]/g)) {
        for (const [, member] of bound.matchAll(/(?:CONFIG|PHASE)::(\w+)/g)) found.add(member);
      }
    }
  }
  return found;
}
