import { testScenarios } from "./run.ts";

testScenarios("convolutions and dense layers");
