"""`make bench`: measures the work against its rivals; JSON in .bench/, and the tables of docs/benchmarks.md."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.measure import ROUNDS, Table
from benchmarks.peers import VENVS
from benchmarks.scale import scale
from benchmarks.tables import TABLES

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"
_BEGIN, _END = "<!-- measured -->", "<!-- /measured -->"


def main() -> None:
    known = [*TABLES, "scale"]
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("tables", nargs="*", help=f"Which: {', '.join(known)}. Default: all.")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--rows", type=int, default=1000, help="Rows of the largest list (scale).")
    options.add_argument("--accept", action="store_true", help="Write the tables into docs/benchmarks.md.")
    asked = options.parse_args()
    begun = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    found: list[Table] = []
    for name in asked.tables or known:
        print(f"{name} …", file=sys.stderr, flush=True)
        found.append(scale(asked.rows) if name == "scale" else TABLES[name](asked.rounds))
    text = _markdown(found, asked.rounds, begun)
    print(text)
    VENVS.mkdir(exist_ok=True)
    results = {"machine": _machine(begun), "rounds": asked.rounds, "tables": [asdict(t) for t in found]}
    (VENVS / "results.json").write_text(json.dumps(results, ensure_ascii=False, indent=1), encoding="utf-8")
    if asked.accept:
        page = PAGE.read_text(encoding="utf-8")
        before, after = page.partition(_BEGIN)[0], page.partition(_END)[2]
        PAGE.write_text(f"{before}{_BEGIN}\n{text}\n{_END}{after}", encoding="utf-8")


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
