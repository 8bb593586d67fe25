import { nodeLabel } from "../../frontends/onnx/graph/graph.ts";
import type { ModelProto } from "../../frontends/onnx/mod.ts";

/** Where ONNX Runtime's messages name the operator, and the node where it has a name. */
const PLACES: readonly RegExp[] = [
  /running (?<op>\w+) node\. Name:'(?<name>[^']*)'/,
  /implementation for (?<op>\w+)\(\d+\) node with name '(?<name>[^']*)'/,
  /operator \((?<op>\w+)\) in node \((?<name>[^)]*)\)/,
  /Node:? ?\((?<name>[^)]*)\) Op \((?<op>\w+)\)/,
  /In Node, \("(?<name>[^"]*)", (?<op>\w+),/,
  /No Op registered for (?<op>\w+) with/,
  /:(?<op>\w+)\(-?\d+\) is not a registered function/,
  /schema\([\w.]*::(?<op>\w+):\d+\)/,
  /attribute: \w+ for operator (?<op>\w+)/,
];

/** What stands in front of the message proper: codes, the node, source files, signatures of functions. */
const PREAMBLE =
  /^[^]*?ERROR_MESSAGE: |^Non-zero status code [^]*?Status Message: |^\/\S+\.(?:cc|h):\d+ [^]*?\) (?=[A-Z])/;

/** What ONNX Runtime says, and the node that it says it of; null where it names none. */
export function blame(
  message: string,
  model: ModelProto | null,
): { readonly reason: string; readonly node: string | null } {
  const reason = [1, 2, 3].reduce((text) => text.replace(PREAMBLE, ""), message).trim();
  const place = PLACES.map((pattern) => pattern.exec(message)?.groups).find((groups) => groups !== undefined);
  if (place === undefined) return { reason, node: null };
  const { op, name = "" } = place;
  const sameOperator = (model?.graph?.node ?? []).filter(({ opType }) => opType === op);
  const node = sameOperator.find((each) => name !== "" && each.name === name) ?? sameOperator[0];
  return { reason, node: node === undefined ? name || op : nodeLabel(node) };
}
