"""A form from outside goes in; the form ready to be filled comes out, or why not: read where it can do no harm."""

from __future__ import annotations

import contextlib
import functools
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from bti_docs.form.blank import Blank, Field
from bti_docs.problem import BtiError, Problem, Where

LARGEST = 50_000_000  # bytes
_SECONDS = 40  # of the clock; half of them of the processor
_MEMORY = 1_500_000_000  # bytes of address space
_CODEC: TypeAdapter[Blank] = TypeAdapter(Blank)
_FIELDS: TypeAdapter[list[Field]] = TypeAdapter(list[Field])


@functools.lru_cache(maxsize=16)
def read_blank(data: bytes, overlay: tuple[Field, ...] = ()) -> Blank:
    """Return a form that is ready to be filled, read in a process of its own with limits on time and memory.

    `overlay` are boxes of our own that its pages get besides.

    Windows has no limit on memory, but the limit on time holds there too. Raises BtiError: what `prepare` raises, or
    B105 when reading took more than any form does, or ended in a crash.
    """
    if len(data) > LARGEST:
        raise BtiError(Problem("B107", words={"most": str(LARGEST // 1_000_000)}))
    command = [sys.executable, "-P", "-X", "utf8", "-m", "bti_docs.form.child"]
    ordered = _dumped(_FIELDS.dump_python(list(overlay))) + b"\n" + data
    try:
        done = subprocess.run(command, input=ordered, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise BtiError(Problem("B105")) from None
    if done.returncode:
        raise BtiError(Problem("B105"))
    told = json.loads(done.stdout)
    if "problems" in told:
        raise BtiError(*(Problem(p["code"], Where(), p["words"]) for p in told["problems"]))
    return _CODEC.validate_python(_with_bytes(told))


def main() -> None:
    """Read a form from stdin and tell on stdout, as JSON, what came of it."""
    _limit()
    from bti_docs.form.prepare import prepare

    try:
        overlay = _FIELDS.validate_json(sys.stdin.buffer.readline())
        told = _CODEC.dump_python(prepare(sys.stdin.buffer.read(), overlay))
    except BtiError as error:
        told = {"problems": [{"code": p.code, "words": dict(p.words)} for p in error.problems]}
    sys.stdout.buffer.write(_dumped(told))


def _dumped(value: Any) -> bytes:
    return json.dumps(_without_bytes(value)).encode()


def _limit() -> None:
    """Hold this process to what a form may cost."""
    with contextlib.suppress(ImportError):  # Windows
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS // 2, _SECONDS // 2))
        with contextlib.suppress(ValueError, OSError):  # macOS knows the limit but does not take it
            resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _without_bytes(value: Any) -> Any:
    """Return the value with bytes as text that JSON can hold, letter by letter."""
    if isinstance(value, bytes):
        return {"bytes": value.decode("latin-1")}
    if isinstance(value, Mapping):
        return {str(k): _without_bytes(v) for k, v in value.items()}
    return [_without_bytes(v) for v in value] if isinstance(value, list | tuple) else value


def _with_bytes(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"bytes"}:
            return value["bytes"].encode("latin-1")
        return {k: _with_bytes(v) for k, v in value.items()}
    return [_with_bytes(v) for v in value] if isinstance(value, list) else value


if __name__ == "__main__":
    main()
