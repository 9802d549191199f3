"""The pages for people say what the program does: every message, every command."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bti_docs.problem import ExitCode, Language, codes

ROOT = Path(__file__).parent.parent
_ROOMS = {
    "Y": "YAML-filen",
    "S": "Feltene i saken",
    "R": "Henvisninger i saken",
    "F": "Fødselsnummer",
    "D": "Dokumenter",
    "P": "Reglene i prosedyrene",
    "G": "Saksgangen og hva som skal skje",
    "V": "Hvem som kan få hva",
    "K": "Hyllene",
    "M": "Word-maler",
    "L": "Word-filer som leses",
    "B": "PDF-skjemaer",
    "N": "Ferdige sider",
    "U": "SvarUt",
    "J": "Journalen",
    "A": "Arkivet",
    "T": "Lister og bunker",
    "C": "Filer og maskinen",
    "W": "Siden i nettleseren",
}


def errors_page() -> str:
    lines = [
        "# Meldinger",
        "",
        "Alle meldinger programmet kan gi, med hva du kan gjøre. Siden følger teksten i programmet.",
        "",
    ]
    for letter, title in _ROOMS.items():
        lines += [f"## {letter} – {title}", ""]
        for code, entry in sorted(
            (c, e) for c, e in codes().items() if c.startswith(letter) and not c.startswith("P2")
        ):
            lines += _entry(code, entry)
    lines += ["## P2 – PDF", ""]
    for code, entry in sorted((c, e) for c, e in codes().items() if c.startswith("P2")):
        lines += _entry(code, entry)
    return "\n".join(lines)


def _entry(code: str, entry: dict[str, object]) -> list[str]:
    grade = {"error": "Feil", "warning": "Advarsel"}[str(entry.get("severity", "error"))]
    lines = [f"### {code}", "", f"{grade}, sluttkode {entry['exit']}.", ""]
    for language in Language:
        words = entry[language]
        assert isinstance(words, dict)
        hint = f" – {words['hint']}" if words.get("hint") else ""
        lines.append(f"- **{language}**: {words['message']}{hint}")
    return [*lines, ""]


def test_the_page_of_messages_holds_every_message(accept: bool) -> None:
    page = ROOT / "docs" / "errors.md"
    if accept:
        page.write_text(errors_page(), encoding="utf-8")
    assert page.read_text(encoding="utf-8") == errors_page()


def test_every_message_has_a_heading_of_its_own() -> None:
    assert set(re.findall(r"(?m)^### (\w+)$", errors_page())) == set(codes())


@pytest.mark.parametrize(
    "page", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "docs/brukerveiledning.md"]
)
def test_a_page_leads_only_to_files_that_are_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = [t for t in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in t]
    assert [t for t in targets if not ((ROOT / page).parent / t).exists()] == []


def test_the_readme_names_every_command() -> None:
    from bti_docs.cli.app import app

    names = {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [n for n in names if f"bti-docs {n}" not in readme] == []


def test_every_exit_code_is_one_of_ours() -> None:
    assert {e["exit"] for e in codes().values()} <= {int(c) for c in ExitCode}
