"""Writes `eal-verify.js`, the second checker in one file, and the tables in it.

`parts/NN-name.js` in the order of their names, one after the other; `parts/03-tables.js` is made
here of the tables of docs/spec and of the catalogue of codes.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

HERE = Path(__file__).parent
SPEC = HERE.parents[1] / "docs" / "spec"
DESK = HERE.parent / "desk"
BUILT = HERE / "eal-verify.js"
TABLES = HERE / "parts" / "03-tables.js"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"), sort_keys=True)


def tables() -> str:
    """The text of `parts/03-tables.js`."""
    ranges = (SPEC / "unicode-14.0-assigned.txt").read_text("ascii").split()
    small = (SPEC / "small-order.txt").read_text("ascii").split()
    catalogue = json.loads((SPEC / "checks.json").read_text("utf-8"))
    codes = json.loads((DESK / "codes.json").read_text("utf-8"))["codes"]
    events = (SPEC / "04-administration.md").read_text("utf-8").partition("## 4.1")[0]
    administration = sorted(set(re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", events, re.MULTILINE)))
    bundle = (SPEC / "10-bundle.md").read_text("utf-8")
    readme, of_unit = (
        bundle.partition(f"```text {name}\n")[2].partition("```")[0] for name in ("readme", "readme unit")
    )
    rows = [" ".join(ranges[at : at + 12]) for at in range(0, len(ranges), 12)]
    return "\n".join(
        [
            "(function (Eal) {",
            "  // Written by build.py from docs/spec and verifiers/desk/codes.json.",
            "  Eal.tables = {",
            "    assigned: [",
            *(f"      {_json(row)}," for row in rows),
            "    ].join(' '),",
            f"    smallOrder: {_json(small)},",
            f"    administration: {_json(administration)},",
            f"    readme: {_json(readme)},",
            f"    readmeOfUnit: {_json(of_unit)},",
            "    checks: [",
            *(f"      {_json(check)}," for check in catalogue["checks"]),
            "    ],",
            "    kinds: [",
            *(f"      {_json(kind)}," for kind in catalogue["kinds"]),
            "    ],",
            "    codes: [",
            *(f"      {_json(code)}," for code in codes),
            "    ],",
            "  };",
            "})(Eal);",
            "",
        ]
    )


def built() -> str:
    """The text of `eal-verify.js`: every part, in order."""
    parts = sorted((HERE / "parts").glob("[0-9][0-9]-*.js"))
    return "".join(tables() if part == TABLES else part.read_text("utf-8") for part in parts)


def main() -> None:
    """Writes both files where they differ."""
    TABLES.touch()
    for path, text in ((TABLES, tables()), (BUILT, built())):
        if path.read_text("utf-8") != text if path.exists() else True:
            path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
