import { InterlaceError } from "../base/errors.ts";
import { LATE_PACKAGES, loadPackage } from "../base/packages.ts";

type FastXmlParser = typeof import("npm:fast-xml-parser@5.12.1");

/** An element of a document: its text, or elements by name; where attributes are kept, also `@attribute` and `#text`. */
export type XmlNode = string | { readonly [name: string]: XmlNode | readonly XmlNode[] };

/**
 * Reads XML as the vendor's tools write it. Attributes are left out unless they are asked for, entities are not expanded
 * and document types are refused: reports have none.
 *
 * @throws {InterlaceError} for text that is no well-formed document.
 */
export async function parseXml(
  text: string,
  file: string,
  { attributes = false }: { readonly attributes?: boolean } = {},
): Promise<XmlNode> {
  const { XMLParser, XMLValidator } = await loadPackage<FastXmlParser>(LATE_PACKAGES.xml);
  const refuse = (what: string, cause?: unknown) =>
    new InterlaceError(`Cannot read ${file}: ${what}`, { place: { file }, cause });
  if (/<!(DOCTYPE|ENTITY)/i.test(text)) throw refuse("it declares a document type, which no report does");
  const verdict = XMLValidator.validate(text);
  if (verdict !== true) throw refuse(`its XML is damaged in line ${verdict.err.line}: ${verdict.err.msg}`);
  try {
    return new XMLParser({
      ignoreAttributes: !attributes,
      attributeNamePrefix: "@",
      parseTagValue: false,
      parseAttributeValue: false,
      processEntities: false,
    }).parse(text);
  } catch (cause) {
    throw refuse(`its XML is damaged: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

/** The first element of a path of names; undefined where one of them is missing. */
export function xmlAt(node: XmlNode | undefined, ...path: readonly string[]): XmlNode | undefined {
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
  const found = xmlAt(node, ...path);
  return typeof found === "string" ? found : undefined;
}
