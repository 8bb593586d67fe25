import { testScenarios } from "./run.ts";

testScenarios("elementwise layers and tables");
