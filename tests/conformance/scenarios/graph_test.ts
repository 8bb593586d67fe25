import { testScenarios } from "./run.ts";

testScenarios("graphs");
