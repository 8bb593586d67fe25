import { InterlaceError } from "../../src/base/mod.ts";
import { decodeModel } from "../../src/frontends/onnx/mod.ts";
import { evaluateFloat, toModelLayout, toSourceLayout } from "../../src/simulate/mod.ts";
import { importCase, modelBytes, type OnnxCase, onnxCases } from "./onnx_cases.ts";

/** What importing a case of the ONNX backend suite comes to. */
export interface SuiteCase {
  /** `"node/test_relu"` */
  readonly name: string;
  /** Types of the operators in its graph, each once. */
  readonly operators: readonly string[];
  readonly outcome:
    | { readonly kind: "imported"; readonly imported: OnnxCase }
    | { readonly kind: "refused"; readonly error: InterlaceError };
}

/** Imports every case of the suite. Anything but an import or a refusal is thrown. */
export async function suiteCases(): Promise<readonly SuiteCase[]> {
  const cases: SuiteCase[] = [];
  for (const name of onnxCases(/./)) {
    const { graph } = await decodeModel(await modelBytes(name), name);
    const operators = [...new Set((graph?.node ?? []).map(({ opType = "" }) => opType))];
    cases.push({ name, operators, outcome: await outcomeOf(name) });
  }
  return cases;
}

/** With all graph inputs as data, as merges want them; else with all but the first as parameters. */
async function outcomeOf(name: string): Promise<SuiteCase["outcome"]> {
  const attempts = [true, false].map((joins) => () => importCase(name, joins));
  let refusal: InterlaceError | null = null;
  for (const attempt of attempts) {
    try {
      return { kind: "imported", imported: await attempt() };
    } catch (error) {
      if (!(error instanceof InterlaceError)) throw error;
      refusal = error;
    }
  }
  return { kind: "refused", error: refusal! };
}

/** Operators that a refusal names, as `node (Operator): reason`; all of the case's where it names none. */
export function blamedOperators({ operators }: SuiteCase, { details }: InterlaceError): readonly string[] {
  const named = details.flatMap((line) => /\((\w+)\): /.exec(line)?.[1] ?? []);
  return named.length > 0 ? [...new Set(named)] : operators;
}

/** How far the float64 model is from the case's expected output, as a share of that output's range. */
export function errorOf({ model, feeds, expected }: OnnxCase): number {
  const inputs = model.inputs.map((port, i) => toModelLayout(port, feeds[i]));
  const [port] = model.outputs;
  const actual = toSourceLayout(port, evaluateFloat(model, inputs).get(port.layer)!);
  if (`${actual.shape}` !== `${expected.shape}`) return Infinity;
  const range = expected.data.filter(Number.isFinite).reduce(
    (most, value) => Math.max(most, Math.abs(value)),
    1,
  );
  const errors = Array.from(expected.data, (value, i) => {
    const got = actual.data[i];
    return Object.is(got, value) || (Number.isNaN(got) && Number.isNaN(value)) ? 0 : Math.abs(got - value);
  });
  return errors.reduce((most, error) => error <= most ? most : error, 0) / range;
}
