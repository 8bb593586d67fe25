import { testScenarios } from "./run.ts";

testScenarios("accumulators, results and widths");
