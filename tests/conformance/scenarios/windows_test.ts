import { testScenarios } from "./run.ts";

testScenarios("pooling and resizing");
