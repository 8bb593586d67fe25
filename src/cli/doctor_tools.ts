import { resolve } from "node:path";
import { runGroup } from "../base/child.ts";
import { findCommand, pathFolders } from "../base/executables.ts";
import type { CliIo } from "./io.ts";

/** A tool of the FPGA vendor, found or not. */
export interface VendorTool {
  readonly name: string;
  /** Null if it is not on the path. */
  readonly path: string | null;
  /** First line that tells a version; null if it does not say. */
  readonly version: string | null;
  /** What it is good for. */
  readonly enables: string;
}

const TOOLS = [
  {
    name: "vitis-run",
    argument: "--version",
    enables: "runs projects of the vitis back end (2024.1 and newer)",
  },
  { name: "v++", argument: "--version", enables: "compiles kernels for Vitis platforms" },
  { name: "vitis_hls", argument: "-version", enables: "runs projects of the vitis back end (up to 2023.2)" },
  { name: "vivado_hls", argument: "-version", enables: "runs projects of the vivado back end" },
  { name: "vivado", argument: "-version", enables: "places and routes what the HLS tools export" },
] as const;

/** A vendor tool that takes longer to tell its version is left alone. */
const TIMEOUT_SECONDS = 10;

/** Looks for the vendor's tools on the path and asks those that are there for their version. */
export async function findVendorTools(io: CliIo): Promise<readonly VendorTool[]> {
  return await Promise.all(TOOLS.map(async ({ name, argument, enables }) => {
    const platform = { os: Deno.build.os, variable: io.env };
    const found = await findCommand(name, pathFolders(platform), platform);
    const path = found === undefined ? null : resolve(found);
    return { name, path, version: path && await versionOf(path, argument), enables };
  }));
}

async function versionOf(path: string, argument: string): Promise<string | null> {
  try {
    const { result } = await runGroup(
      {
        path,
        args: [argument],
        stdin: "null",
        stdout: "piped",
        stderr: "piped",
        timeoutSeconds: TIMEOUT_SECONDS,
      },
      ({ process }) =>
        Promise.all([process.stdout, process.stderr].map((stream) => new Response(stream).text())),
    );
    const lines = result.flatMap((text) => text.split("\n"));
    return lines.find((line) => /\bv?\d+\.\d+/.test(line))?.trim() ?? null;
  } catch {
    return null;
  }
}
