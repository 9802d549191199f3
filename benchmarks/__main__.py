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
from bti_docs.memory import look_for_cycles_seldom

DOCS = Path(__file__).parent.parent / "docs"


def main() -> None:
    known = [*TABLES, "scale"]
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("tables", nargs="*", help=f"Which: {', '.join(known)}. Default: all.")
    options.add_argument("--rounds", type=int, default=ROUNDS)
    options.add_argument("--rows", type=int, default=10_000, help="Rows of the list (scale); all take half an hour.")
    options.add_argument("--accept", action="store_true", help="Write what was measured into docs/.")
    asked = options.parse_args()
    look_for_cycles_seldom()  # as in every process of bti-docs
    for name in asked.tables or known:
        print(f"{name} …", file=sys.stderr, flush=True)
        _measure(name, asked.rounds, asked.rows, accept=asked.accept)


def _measure(name: str, rounds: int, rows: int, *, accept: bool) -> None:
    """Measure one kind of work, print it and keep it as JSON; written into its page when `accept` is true."""
    machine = _machine(os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0)
    table = _scale(rows, machine, accept=accept) if name == "scale" else TABLES[name](rounds)
    text = _markdown(table, machine if name == "scale" else f"{machine}, median of {rounds} rounds")
    print(text)
    VENVS.mkdir(exist_ok=True)
    result = {"machine": machine, "rounds": rounds, **asdict(table)}
    (VENVS / f"{name}.json").write_text(json.dumps(result, ensure_ascii=False, indent=1), encoding="utf-8")
    if accept:
        _put("benchmarks.md", name, text)


def _scale(rows: int, machine: str, *, accept: bool) -> Table:
    one, two = scale.both(rows)
    measured, worked_out = f"{machine}.\n\n{scale.measured(one, two)}", scale.worked_out(one)
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


def _markdown(table: Table, machine: str) -> str:
    lines = [f"### {table.title}", "", f"To reach: {table.reach}. {machine}.", ""]
    if table.figures:
        lines += ["| | CPU ms | times the first | least–greatest |", "|---|---:|---:|---:|"]
    lines += [f"| {f.name} | {f.cpu_ms:.2f} | {f.ratio:.2f} | {f.least:.2f}–{f.greatest:.2f} |" for f in table.figures]
    lines += ["", *(f"- {note}" for note in table.notes)] if table.notes else []
    return "\n".join(lines)


if __name__ == "__main__":
    main()
