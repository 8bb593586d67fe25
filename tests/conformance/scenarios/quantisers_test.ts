import { testScenarios } from "./run.ts";

testScenarios("quantisers");
