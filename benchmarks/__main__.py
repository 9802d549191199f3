"""`make bench`: measures the work against its rivals; JSON goes to .bench/, tables to benchmarks.md and scale.md."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks import scale
from benchmarks.measure import ROUNDS, Table
from benchmarks.peers import VENVS
from benchmarks.tables import TABLES

DOCS = Path(__file__).parent.parent / "docs"


def main() -> None:
    known = [*TABLES, "scale"]
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("tables", nargs="*", help=f"Which: {', '.join(known)}. Default: all.")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--rows", type=int, default=1000, help="Rows of the list (scale).")
    options.add_argument(
        "--accept",
        action="store_true",
        help="Write docs/: scale.md, and with all tables benchmarks.md.",
    )
    asked = options.parse_args()
    begun = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    found: list[Table] = []
    for name in asked.tables or known:
        print(f"{name} …", file=sys.stderr, flush=True)
        found.append(_scale(asked.rows, begun, accept=asked.accept) if name == "scale" else TABLES[name](asked.rounds))
    text = _markdown(found, asked.rounds, begun)
    print(text)
    VENVS.mkdir(exist_ok=True)
    results = {"machine": _machine(begun), "rounds": asked.rounds, "tables": [asdict(t) for t in found]}
    (VENVS / "results.json").write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    if asked.accept and not asked.tables:
        _put("benchmarks.md", "measured", text)


def _scale(rows: int, load: float, *, accept: bool) -> Table:
    one, two = scale.both(rows)
    measured, worked_out = f"{_machine(load)}.\n\n{scale.measured(one, two)}", scale.worked_out(one)
    print(measured, worked_out, sep="\n\n")
    if accept:
        _put("scale.md", "measured", measured)
        _put("scale.md", "worked out", worked_out)
    return scale.table(one, two)


def _put(name: str, section: str, text: str) -> None:
    """Write a text between its marks in a page."""
    page, begin, end = DOCS / name, f"<!-- {section} -->", f"<!-- /{section} -->"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    page.write_text(f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}", encoding="utf-8")


def _machine(load: float) -> str:
    system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    return f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC, {system}, load {load:.1f} when it began"


def _markdown(tables: list[Table], rounds: int, load: float) -> str:
    lines = [f"{_machine(load)}. CPU ms of the process and its children, median of {rounds} rounds taken in turns."]
    for table in tables:
        lines += ["", f"### {table.title}", "", f"To reach: {table.reach}.", ""]
        if table.figures:
            lines += ["| | CPU ms | times the first | least–greatest |", "|---|---:|---:|---:|"]
        lines += [
            f"| {f.name} | {f.cpu_ms:.2f} | {f.ratio:.2f} | {f.least:.2f}–{f.greatest:.2f} |" for f in table.figures
        ]
        lines += ["", *(f"- {note}" for note in table.notes)] if table.notes else []
    return "\n".join(lines)


if __name__ == "__main__":
    main()
