/** `deno task check:hls`: prints a table of the verdicts; exit 1 where a kernel does not hold what is claimed. */
import { checkFirmware, type DesignVerdict } from "./check.ts";
import { findClang } from "./compile.ts";
import { decoderDesigns } from "./designs.ts";

const clang = await findClang();
const started = performance.now();
const wanted = Deno.args[0] ?? "";
let refused = 0;
const designs = decoderDesigns().filter(({ name }) => name.includes(wanted));
console.log(
  `| design | interval | multiplications / multipliers | verdict (${clang.name}) |\n| --- | --- | --- | --- |`,
);
for (const { name, firmware } of designs) {
  console.log(`| ${name} | ${await rowOf(firmware)} |`);
}
console.log(
  `\n${designs.length} designs, ${refused} refused, ${((performance.now() - started) / 1000).toFixed(0)} s`,
);
Deno.exit(refused > 0 ? 1 : 0);

async function rowOf(firmware: () => ReadonlyMap<string, string>): Promise<string> {
  let files: ReadonlyMap<string, string>;
  try {
    files = firmware();
  } catch (error) {
    return `- | - | no design: ${error instanceof Error ? error.message.split("\n")[0] : error}`;
  }
  const verdict = await checkFirmware(files, clang);
  const { kernels } = verdict;
  const found = namesOf(verdict);
  if (found.length > 0) refused++;
  const intervals = kernels.map(({ interval }) => interval ?? "-").join(", ");
  const products = kernels.map(({ multiplications, multipliers }) =>
    `${multiplications}/${multipliers ?? "-"}`
  );
  return `${intervals} | ${products.join(", ")} | ${
    found.length === 0 ? "holds the claimed interval" : found.join(" ")
  }`;
}

function namesOf({ kernels, text }: DesignVerdict): string[] {
  const all = [...kernels.flatMap(({ findings }) => findings), ...text];
  return [...new Set(all.map(({ finding }) => finding))].sort();
}
