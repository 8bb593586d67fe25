import { testScenarios } from "./run.ts";

testScenarios("transposed convolutions");
