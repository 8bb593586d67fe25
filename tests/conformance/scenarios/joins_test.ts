import { testScenarios } from "./run.ts";

testScenarios("merges, concatenations, selections, shuffles");
