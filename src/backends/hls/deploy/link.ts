import type { Design } from "../../../design/mod.ts";
import type { AlveoBoard } from "../../boards/board.ts";
import type { Deployment } from "../../deployment.ts";
import { withCppNames } from "../names/cpp_names.ts";
import { wrapperName } from "./names.ts";
import { wrapperPorts } from "./wrapper.ts";

/** What `v++` is told of a kernel (UG1702, "v++ Linking"): one of it, a bank for each of its ports, and where it stands. */
export function linkConfiguration(named: Design, deployment: Deployment, board: AlveoBoard): string {
  const design = withCppNames(named);
  const name = wrapperName(design, deployment);
  const instance = `${name}_1`;
  return [
    `# ${name} for ${board.title}:`,
    "#",
    `#   v++ -l -t hw --config deploy/link.cfg -o deploy/${name}.xclbin ${name}.xo`,
    `platform=${board.platform}`,
    `kernel_frequency=${Math.round(1000 / design.clockPeriod)}`,
    "",
    "[connectivity]",
    `nk=${name}:1:${instance}`,
    ...wrapperPorts(design, deployment).map(({ port }, i) =>
      `sp=${instance}.${port}:${board.memory.name}[${i % board.memory.banks}]`
    ),
    `slr=${instance}:${board.slr}`,
    "",
  ].join("\n");
}
