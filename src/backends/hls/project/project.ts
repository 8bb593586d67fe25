import type { Design } from "../../../design/mod.ts";
import type { Deployment } from "../../deployment.ts";
import type { TestVectors } from "../../family.ts";
import { boardFiles } from "../deploy/board_files.ts";
import { wrapperReadme } from "../deploy/readme.ts";
import { renderWrapper } from "../deploy/wrapper.ts";
import { renderFirmware } from "./firmware.ts";
import { renderHost } from "./host.ts";
import { README, renderReadme } from "./readme.ts";
import { renderTestbench } from "./testbench.ts";

/**
 * The files of a project in C++: firmware, test bench, host programs, a description; deployed, what stands around the
 * network, too.
 *
 * @throws {InterlaceError} for text or constants that they cannot hold.
 */
export function renderHlsProject(
  design: Design,
  vectors: TestVectors,
  deployment: Deployment | null = null,
): ReadonlyMap<string, string> {
  const page = renderReadme(design);
  const samples = vectors.inputs[0].shape[0];
  return new Map([
    ...renderFirmware(design),
    ...renderTestbench(design, vectors, deployment),
    ...renderHost(design),
    ...deployment === null
      ? []
      : [...renderWrapper(design, deployment, samples), ...boardFiles(design, deployment)],
    [README, deployment === null ? page : page + wrapperReadme(design, deployment)],
  ]);
}
