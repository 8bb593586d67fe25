/**
 * Writes `docs/MANIFEST.md` and `docs/interlace.schema.json` from the schema that projects are opened with:
 * `deno run -A scripts/manifest_table.ts`. A test compares both with what this would write.
 *
 * @module
 */
import { z } from "npm:zod@4.6.7";
import { MANIFEST, SCHEMA } from "../src/project/manifest.ts";
import { manifestSchema } from "../src/project/manifest_schema.ts";

const FOLDER = new URL("../docs/", import.meta.url);

/** What of a JSON schema is in the table. */
interface Field {
  readonly type?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Field>>;
  readonly required?: readonly string[];
  readonly items?: Field;
  readonly additionalProperties?: Field | boolean;
}

/** The pages, by where they lie. */
export function manifestPages(): readonly (readonly [file: URL, text: string])[] {
  const schema = z.toJSONSchema(manifestSchema, { io: "input" });
  return [
    [new URL("interlace.schema.json", FOLDER), `${JSON.stringify(schema, null, 2)}\n`],
    [new URL("MANIFEST.md", FOLDER), page(schema as Field)],
  ];
}

function page(schema: Field): string {
  return `# ${MANIFEST}

Every project has a file \`${MANIFEST}\`, from which the design is made again: \`verify\`, \`simulate\`, \`build\` and \`view\` of a
project read it. Programs of others may, too: its form is a [JSON schema](interlace.schema.json) with a number, \`schema\`, ${SCHEMA}
now. Within one number fields are added, and none is taken away or comes to mean something else. Projects of every version
before open in every version after; what a later one wrote is refused by an earlier one.

| field | type | holds |
| ----- | ---- | ----- |
${rowsOf(schema, "").join("\n")}

\`configuration\` holds what the design *decided*, not only what was asked for: defaults may change from one version to the next,
and a project stays what it was. In files of 0.1.0 some of it was what was asked for.
`;
}

function rowsOf({ properties = {}, required = [] }: Field, prefix: string): readonly string[] {
  return Object.entries(properties).flatMap(([name, field]) => {
    const optional = required.includes(name) ? "" : ", optional";
    const own = `| \`${prefix}${name}\` | ${typeOf(field)}${optional} | ${field.description ?? ""} |`;
    const inside = field.items ?? field;
    return [own, ...rowsOf(inside, `${prefix}${name}${field.items === undefined ? "" : "[]"}.`)];
  });
}

function typeOf({ type = "any", items, additionalProperties }: Field): string {
  if (items !== undefined) return `list of ${typeOf(items)}`;
  if (typeof additionalProperties !== "object" || Object.keys(additionalProperties).length === 0) return type;
  return `${type} of ${typeOf(additionalProperties)}`;
}

if (import.meta.main) { for (const [file, text] of manifestPages()) await Deno.writeTextFile(file, text); }
