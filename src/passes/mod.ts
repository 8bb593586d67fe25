import type { Model } from "../model/mod.ts";
export function lowerModel(model: Model): Model { return model; }
