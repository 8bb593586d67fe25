import { PLACE_AND_ROUTE } from "../tools/steps.ts";

/** Roles of the programs of a build with open tools. */
export const ROLES = {
  synthesis: "synthesis",
  placement: "place and route",
  bitstream: "bitstream",
} as const;

/** The folder of a project in which results are. */
export function resultsFolder(top: string): string {
  return `${top}_gates`;
}

/** Title of a placement: several are told apart. */
export function placing(seed: number): string {
  return `${PLACE_AND_ROUTE.title}, seed ${seed}`;
}
