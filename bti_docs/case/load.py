"""The bytes of a YAML file go in; a typed value, or Problems with line and column, come out, and the Source of both.

YAML is read as text and as nothing else: no types are guessed, and anchors, aliases, tags, merge keys and
duplicate keys are refused. Types come from the model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bti_docs.case import decode, explain, shape, syntax
from bti_docs.case.model import Sak
from bti_docs.case.shape import Path
from bti_docs.case.source import Fault, RefusedError, Scalar, Source, Span
from bti_docs.case.types import Node
from bti_docs.problem import Problem, Severity

MOST_NODES = 20_000
DEEPEST = 20

M = TypeVar("M", bound=Node)
_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


@dataclass(frozen=True)
class Loaded(Generic[M]):
    """What a file holds. `value` is None when any of the `problems`, in file order, is an error.

    `tree` is the file as plain maps, lists and text, without what is empty; None when it is not YAML at all.
    """

    value: M | None
    source: Source
    problems: list[Problem]
    tree: Any = None


def load_case(data: bytes, *, file: str) -> Loaded[Sak]:
    """Read a case file; `file` is the name that Problems give it."""
    return load(data, Sak, file=file)


@dataclass(frozen=True)
class Read:
    """A YAML file as plain data, before any type has looked at it. `empty` are the keys without a value."""

    source: Source
    data: Any
    empty: Sequence[Path] = ()
    faults: Sequence[Fault] = ()


class StoppedError(Exception):
    """Reading cannot go on; `problems` say why, `source` is what was read so far."""

    def __init__(self, source: Source, problems: list[Problem]) -> None:
        super().__init__(", ".join(p.code for p in problems))
        self.source, self.problems = source, problems


def load(data: bytes, model: type[M], *, file: str = "") -> Loaded[M]:
    """Read a YAML file as `model`. Never raises because of what the file holds: everything wrong is a Problem.

    A key with an empty value counts as not given. A syntax error ends the reading; everything else that is
    wrong is told at once.
    """
    try:
        found = read(data, model, file=file)
    except StoppedError as stopped:
        return Loaded(None, stopped.source, stopped.problems)
    return typed(found, model)


def read(data: bytes, model: type[Node], *, file: str = "") -> Read:
    """Read a YAML file as plain data. Raises StoppedError for what is no YAML, or none of ours."""
    source = Source(file, model)
    faults: list[Fault] = []
    try:
        source, found = _read(data, source, faults)
    except _StoppedError as stopped:
        problems = [stopped.source.problem(f) for f in (*faults, stopped.fault)]
        raise StoppedError(stopped.source, problems) from None
    return Read(source, found.data, found.empty, faults)


def typed(found: Read, model: type[M]) -> Loaded[M]:
    """Hold plain data against the model: the one place where a case gets its types."""
    value: M | None = None
    details: list[ErrorDetails] = []
    try:
        value = model.model_validate(found.data)
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    source = found.source
    told = [source.problem(f) for f in found.faults[: explain.MOST_PROBLEMS + 1]]
    problems = explain.in_order(told + explain.problems(source, details, found.data, found.empty))
    failed = any(p.severity is Severity.ERROR for p in problems)
    return Loaded(None if failed else value, source, problems, found.data)


@dataclass(slots=True)
class _Leaf:
    span: Span
    text: str

    @property
    def is_empty(self) -> bool:
        return not self.text.strip()


@dataclass(slots=True)
class _List:
    span: Span
    items: list[_Leaf | _List | _Map] = field(default_factory=list)


@dataclass(slots=True)
class _Map:
    span: Span
    entries: list[tuple[_Leaf, _Leaf | _List | _Map]] = field(default_factory=list)
    first_lines: dict[str, int] = field(default_factory=dict)
    key: _Leaf | None = None


@dataclass(slots=True)
class _Read:
    """A tree of nodes laid out: plain data by path, and where everything stands."""

    data: Any = None
    keys: dict[Path, Span] = field(default_factory=dict)
    values: dict[Path, Span] = field(default_factory=dict)
    scalars: list[Scalar] = field(default_factory=list)
    empty: list[Path] = field(default_factory=list)


class _StoppedError(Exception):
    """Reading cannot go on past `fault`, whose place is in `source`."""

    def __init__(self, source: Source, fault: Fault) -> None:
        super().__init__(fault.code)
        self.source, self.fault = source, fault


def _read(data: bytes, source: Source, faults: list[Fault]) -> tuple[Source, _Read]:
    text = ""
    try:
        text = decode.to_text(data)
        text = decode.normalize(text)
        root = _Composer(text, shape.homes(source.model).keys(), faults).compose()
    except decode.NotUtf8Error as refused:
        raise _StoppedError(Source(source.file, source.model, refused.before), refused.fault) from None
    except RefusedError as refused:
        raise _StoppedError(Source(source.file, source.model, text), refused.fault) from None
    read = _Read()
    read.data = _lay_out(root, (), read)
    return Source(source.file, source.model, text, read.keys, read.values, read.scalars), read


class _Composer:
    """Builds the tree of one document from the parser's events, without recursion."""

    def __init__(self, text: str, keys: Any, faults: list[Fault]) -> None:
        self.text, self.keys, self.faults = text, keys, faults
        self.root: _Leaf | _List | _Map | None = None
        self.open: list[_List | _Map] = []
        self.documents = self.nodes = 0
        self.quoted_lines: set[int] = set()

    def compose(self) -> _Leaf | _List | _Map:
        """Return the root of the one document, or raise RefusedError."""
        try:
            for event in yaml.parse(self.text, Loader=_Loader):
                self._take(event)
        except yaml.MarkedYAMLError as error:
            raise syntax.explain(self._complaint(error)) from None
        except yaml.YAMLError:
            raise RefusedError("Y020", 0) from None
        self._refuse_tabs()
        if self.root is None or (isinstance(self.root, _Leaf) and self.root.is_empty):
            raise RefusedError("Y015", 0)
        return self.root

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise RefusedError("Y016", _span(event).start)
        elif isinstance(event, yaml.AliasEvent):
            raise RefusedError("Y004", _span(event).start)
        elif isinstance(event, yaml.ScalarEvent):
            self._note_marks(event)
            self._add(self._leaf(event), _line(event))
        elif isinstance(event, yaml.CollectionStartEvent):
            self._note_marks(event)
            self._open(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            closed = self.open.pop()
            closed.span = Span(closed.span.start, _span(event).end)

    def _note_marks(self, event: Any) -> None:
        start = _span(event).start
        if event.anchor is not None:
            self.faults.append(Fault("Y004", Span(start, start + 1)))
        if event.tag is not None:
            self.faults.append(Fault("Y005", Span(start, start + 1)))

    def _leaf(self, event: Any) -> _Leaf:
        start, end = event.start_mark.index, event.end_mark.index
        text = str(event.value)
        if event.style in ('"', "'", "|", ">"):
            self.quoted_lines.update(range(event.start_mark.line + 1, event.end_mark.line + 1))
        if event.style in ('"', "'") and syntax.swallowed_key(self.text, start, end, self.keys):
            raise RefusedError("Y012", start)
        if event.style == '"':
            text = self._unescaped(text, start, end)
        return _Leaf(Span(start, end), text)

    def _unescaped(self, text: str, start: int, end: int) -> str:
        try:
            return decode.normalize(text)
        except RefusedError as refused:
            raise RefusedError("Y003", start, end, **refused.fault.words) from None

    def _open(self, event: Any) -> None:
        span = _span(event)
        branch = _Map(span) if isinstance(event, yaml.MappingStartEvent) else _List(span)
        self._add(branch, _line(event))
        self.open.append(branch)
        if len(self.open) > DEEPEST:
            raise RefusedError("Y007", span.start)

    def _add(self, node: _Leaf | _List | _Map, line: int) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            raise RefusedError("Y008", node.span.start)
        if not self.open:
            self.root = node
            return
        parent = self.open[-1]
        if isinstance(parent, _List):
            parent.items.append(node)
        elif parent.key is None:
            self._take_key(parent, node, line)
        else:
            parent.entries.append((parent.key, node))
            parent.key = None

    def _take_key(self, parent: _Map, node: _Leaf | _List | _Map, line: int) -> None:
        if not isinstance(node, _Leaf):
            raise RefusedError("Y022", node.span.start)
        if node.text == "<<":
            raise RefusedError("Y006", node.span.start, node.span.end)
        parent.key = node
        if node.text in parent.first_lines:
            self.faults.append(Fault("Y011", node.span, {"line": str(parent.first_lines[node.text])}))
        else:
            parent.first_lines[node.text] = line

    def _complaint(self, error: yaml.MarkedYAMLError) -> syntax.Complaint:
        problem, context = error.problem_mark, error.context_mark
        flow = [n.span.start for n in self.open if self.text[n.span.start : n.span.start + 1] in ("[", "{")]
        return syntax.Complaint(
            text=self.text,
            problem=error.problem or "",
            index=problem.index if problem else 0,
            context=error.context or "",
            context_index=context.index if context else 0,
            open_flow=flow[-1] if flow else -1,
            keys=self.keys,
        )

    def _refuse_tabs(self) -> None:
        start = 0
        for number, line in enumerate(self.text.split("\n") if "\t" in self.text else ()):
            body = line.lstrip(" \t")
            indent = line[: len(line) - len(body)]
            if "\t" in indent and body[:1] not in ("", "#") and number not in self.quoted_lines:
                raise RefusedError("Y009", start + indent.index("\t"))
            start += len(line) + 1


def _span(event: Any) -> Span:
    return Span(event.start_mark.index, event.end_mark.index)


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _lay_out(node: _Leaf | _List | _Map, path: Path, read: _Read) -> Any:
    read.values[path] = node.span
    if isinstance(node, _Leaf):
        read.scalars.append(Scalar(node.span, path, node.text, is_key=False))
        return node.text
    if isinstance(node, _List):
        given = (item for item in node.items if not (isinstance(item, _Leaf) and item.is_empty))
        return [_lay_out(item, (*path, i), read) for i, item in enumerate(given)]
    return dict(_entries(node, path, read))


def _entries(node: _Map, path: Path, read: _Read) -> Iterator[tuple[str, Any]]:
    for key, value in node.entries:
        inner = (*path, key.text)
        read.scalars.append(Scalar(key.span, inner, key.text, is_key=True))
        if inner in read.keys:
            continue  # A duplicate, told already: the first one counts.
        read.keys[inner] = key.span
        if isinstance(value, _Leaf) and value.is_empty:
            read.empty.append(inner)
        else:
            yield key.text, _lay_out(value, inner, read)
