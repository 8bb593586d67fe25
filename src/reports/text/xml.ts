import { InterlaceError } from "../../base/errors.ts";
import { LATE_PACKAGES, loadPackage } from "../../base/packages.ts";

type FastXmlParser = typeof import("npm:fast-xml-parser@5.12.1");

/** Tags of one document: more take longer than anybody waits for. Large reports have some hundred thousand. */
const MAX_TAGS = 1_000_000;

/** Elements of reports nest no deeper than calls and loops do. */
const MAX_DEPTH = 100;

/** An element of a document: its text, or elements by name; where attributes are kept, also `@attribute` and `#text`. */
export type XmlNode = string | { readonly [name: string]: XmlNode | readonly XmlNode[] };

/** What XML is read as. */
export interface XmlOptions {
  /** For messages, as in "it is a …". */
  readonly kind: string;
  /** Default: left out. */
  readonly attributes?: boolean;
}

/**
 * Reads XML as the vendor's tools write it. Document types, which reports have none of, and elements that nest too
 * deeply are refused.
 *
 * @throws {InterlaceError} for text that is no well-formed document.
 */
export async function parseXml(
  text: string,
  file: string,
  { kind, attributes = false }: XmlOptions,
): Promise<XmlNode> {
  const { XMLParser, XMLValidator } = await loadPackage<FastXmlParser>(LATE_PACKAGES.xml);
  const refuse = (what: string, cause?: unknown) =>
    new InterlaceError(`Cannot read ${file}: it is a ${kind} in XML ${what}`, {
      code: "file-damaged",
      place: { file },
      cause,
    });
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw refuse("with a document type, which no report has");
  if (tagsIn(text) > MAX_TAGS) throw refuse(`with more than ${MAX_TAGS} tags`);
  const verdict = XMLValidator.validate(text);
  if (verdict !== true) throw refuse(`that is damaged in line ${verdict.err.line}: ${verdict.err.msg}`);
  try {
    return new XMLParser({
      ignoreAttributes: !attributes,
      attributeNamePrefix: "@",
      parseTagValue: false,
      parseAttributeValue: false,
      processEntities: false,
      maxNestedTags: MAX_DEPTH,
    }).parse(text);
  } catch (cause) {
    throw refuse(`that is damaged: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

/** How many tags there are, as far as they count. */
function tagsIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf("<"); at >= 0 && count <= MAX_TAGS; at = text.indexOf("<", at + 1)) count++;
  return count;
}

/** The first element of a path of names; undefined where one of them is missing. */
export function xmlAt(node: XmlNode | undefined, ...path: readonly string[]): XmlNode | undefined {
  return descend(node, path);
}

function descend(node: XmlNode | undefined, path: readonly string[]): XmlNode | undefined {
  return path.reduce<XmlNode | undefined>((parent, name) => xmlChildren(parent, name)[0], node);
}

/** All elements of a name directly below a node. */
export function xmlChildren(node: XmlNode | undefined, name: string): readonly XmlNode[] {
  if (node === undefined || typeof node === "string" || !Object.hasOwn(node, name)) return [];
  const found = node[name];
  return Array.isArray(found) ? found : [found as XmlNode];
}

/** Names and elements directly below a node. */
export function xmlEntries(node: XmlNode | undefined): readonly (readonly [string, XmlNode])[] {
  if (node === undefined || typeof node === "string") return [];
  return Object.keys(node).flatMap((name) => xmlChildren(node, name).map((child) => [name, child] as const));
}

/** Text at a path; undefined where there is none. */
export function xmlText(node: XmlNode | undefined, ...path: readonly string[]): string | undefined {
  const found = descend(node, path);
  return typeof found === "string"
    ? found.replace(/&(\w+);/g, (all, name) => ENTITIES.get(name) ?? all)
    : undefined;
}

/** The entities that every document has. */
const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["lt", "<"],
  ["gt", ">"],
  ["amp", "&"],
  ["quot", '"'],
  ["apos", "'"],
]);
