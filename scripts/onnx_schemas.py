"""Writes `src/frontends/onnx/operators/rules/schemas.ts`: how many inputs and outputs each operator that the importer knows has,
and which attributes, version by version of ONNX's operator set. Run by hand, from anywhere, with onnx 1.23.2:

    python scripts/onnx_schemas.py
"""

import re
from collections import defaultdict
from pathlib import Path

from onnx import __version__, defs

FOLDER = Path(__file__).resolve().parent.parent / "src" / "frontends" / "onnx" / "operators"
UNBOUNDED = 2 ** 31 - 1
HEAD = f"""// Written by scripts/onnx_schemas.py from onnx {__version__}.

/**
 * Operators of ONNX's own domain, a line for each version in which something of it changed: type, version, numbers of
 * inputs and outputs, then the attributes with their types. `*` is any number, `!` an attribute that must be there, and
 * `gone` a version that no longer has the operator.
 */
export const ONNX_SCHEMAS = `
"""


def known():
    """Operator types in the importer's list."""
    return set(re.findall(r"^  (\w+): \{", (FOLDER / "entries.ts").read_text(), re.M))


def count(least, most):
    return str(least) if least == most else f"{least}-{'*' if most == UNBOUNDED else most}"


def line(schema):
    attributes = [f"{a.name}:{a.type.name.lower()}{'!' if a.required else ''}"
                  for a in sorted(schema.attributes.values(), key=lambda a: a.name)]
    return " ".join([count(schema.min_input, schema.max_input), count(schema.min_output, schema.max_output),
                     *attributes])


def main():
    versions = defaultdict(list)
    names = known()
    for schema in defs.get_all_schemas_with_history():
        if schema.domain == "" and schema.name in names:
            versions[schema.name].append(schema)
    lines = []
    for name in sorted(versions):
        last = None
        for schema in sorted(versions[name], key=lambda schema: schema.since_version):
            text = "gone" if schema.deprecated else line(schema)
            if text != last:
                lines.append(f"{name} {schema.since_version} {text}")
            last = text
    (FOLDER / "rules" / "schemas.ts").write_text(HEAD + "\n".join(lines) + "\n`;\n")


main()
