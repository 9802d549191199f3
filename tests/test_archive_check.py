"""Each rule that no schema holds is broken once, and told; a sound package breaks none."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bti_docs.archive.check import Municipality, check
from bti_docs.archive.entry import dump
from bti_docs.archive.package import (
    MANIFEST,
    MESSAGE,
    METADATA,
    SLIP_PDF,
    SLIP_TEXT,
    Package,
    members,
    read,
    zipped,
)
from bti_docs.archive.public360 import CREATE_CASE, CREATE_DOCUMENT, DISPATCH, GET_CASES
from bti_docs.archive.titles import broken_by, clean, secret
from bti_docs.packing import check_package
from bti_docs.problem import BtiError
from tests.archive_packages import (
    FNR,
    MOTHER_FNR,
    SHELVES,
    codes_of,
    first_minutes,
    letter,
    minutes,
    with_body,
    with_entry,
    with_member,
    with_text,
)

RULES = SHELVES.archive()
PDF = "referat-2026-05-06.pdf"
BORN = dt.date(2014, 5, 12)
NAMES = ("Ola Testesen", "Kari Testesen", "Jan Kowalski")


def broken(package: Package, known: Municipality | None = None) -> set[str]:
    return codes_of(check(package, RULES, known or Municipality()))


def changed_pdf(change: Callable[[pikepdf.Pdf], None], **saving: Any) -> Package:
    """The minutes with another PDF in them, described as it is."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(minutes().members[PDF])) as pdf:
        change(pdf)
        pdf.save(out, **saving)
    return described(PDF, out.getvalue())


def described(name: str, data: bytes) -> Package:
    """The minutes with other bytes in a file, and everything in the package agreeing with them."""
    import hashlib

    files = [
        f.model_copy(update={"sha256": hashlib.sha256(data).hexdigest(), "størrelse": len(data)})
        if f.navn == name
        else f
        for f in minutes().entry.filer
    ]
    entry = minutes().entry.model_copy(update={"filer": files})
    held = {f.navn: minutes().members[f.navn] for f in files} | {name: data}
    return Package(entry, members(entry, held, b""))


def titled(title: str) -> Package:
    entry = minutes().entry.model_copy(update={"offentlig_tittel": title})
    held = {f.navn: minutes().members[f.navn] for f in entry.filer}
    return Package(entry, members(entry, held, b""))


@pytest.mark.parametrize("package", [minutes, first_minutes, letter])
def test_a_sound_package_breaks_no_rule(package: Callable[[], Package]) -> None:
    assert broken(package()) == set()


def contact(**said: Any) -> Callable[[dict[str, Any]], None]:
    def change(parameter: dict[str, Any]) -> None:
        parameter["Contacts"] = [*parameter["Contacts"], said]

    return change


def setting(**said: Any) -> Callable[[dict[str, Any]], None]:
    def change(parameter: dict[str, Any]) -> None:
        parameter.update(said)

    return change


def official(parameter: dict[str, Any]) -> None:
    parameter["Contacts"][-1]["IsUnofficial"] = False


def file_title(title: str) -> Callable[[dict[str, Any]], None]:
    def change(parameter: dict[str, Any]) -> None:
        parameter["Files"][0]["Title"] = title

    return change


def second_main(parameter: dict[str, Any]) -> None:
    parameter["Files"].append(parameter["Files"][0])


N = "<n5mdk:kode>"
WAYS: dict[str, tuple[str, Callable[[], Package]]] = {
    "a wrong number of files": ("A202", lambda: with_text(minutes(), MESSAGE, "<antallFiler>3<", "<antallFiler>2<")),
    "a changed file": ("A203", lambda: with_member(minutes(), PDF, minutes().members[PDF] + b"\n")),
    "a changed hash in the message": ("A203", lambda: with_text(minutes(), MESSAGE, "<sjekksum>", "<sjekksum>0")),
    "md5": ("A203", lambda: with_text(minutes(), MESSAGE, ">SHA-256<", ">MD5<")),
    "a changed size": ("A203", lambda: with_text(minutes(), MESSAGE, "<filstoerrelse>", "<filstoerrelse>1")),
    "a changed manifest": ("A203", lambda: replace(minutes(), members={**minutes().members, MANIFEST: b""})),
    "a missing file": ("A204", lambda: with_member(minutes(), PDF, None)),
    "an undeclared file": ("A204", lambda: with_member(minutes(), "mer.pdf", b"%PDF-1.7")),
    "a name that the message has wrong": ("A204", lambda: with_text(minutes(), MESSAGE, f">{PDF}<", ">annen.pdf<")),
    "a name with other letters": ("A205", lambda: with_member(minutes(), "møte.pdf", b"%PDF-1.7")),
    "one name twice": (
        "A205",
        lambda: with_text(minutes(), MESSAGE, ">referat-2026-05-06-offentlig.pdf<", f">{PDF}<"),
    ),
    "a file title that SIF cannot take": ("A205", lambda: with_body(minutes(), CREATE_DOCUMENT, file_title('a"b'))),
    "two main documents": ("A206", lambda: with_body(minutes(), CREATE_DOCUMENT, second_main)),
    "no main document": ("A206", lambda: with_text(minutes(), MESSAGE, f"{N}H<", f"{N}V<")),
    "a gap in the numbers": ("A206", lambda: with_text(minutes(), MESSAGE, "<dokumentnummer>1<", "<dokumentnummer>2<")),
    "no archive variant": ("A206", lambda: with_entry(minutes(), filer=minutes().entry.filer[1:])),
    "a code that is in no list": ("A207", lambda: with_text(minutes(), MESSAGE, f"{N}X<", f"{N}Q<")),
    "a document type that is in no list": ("A207", lambda: with_text(minutes(), MESSAGE, f"{N}NOTAT<", f"{N}REFERAT<")),
    "a pdf that says 2b": (
        "A208",
        lambda: described(
            PDF,
            minutes()
            .members[PDF]
            .replace(b"<pdfaid:conformance>A", b"<pdfaid:conformance>B")
            .replace(b'pdfaid:conformance="A"', b'pdfaid:conformance="B"'),
        ),
    ),
    "what is no pdf": ("A208", lambda: described(PDF, b"PK")),
    "a locked pdf": (
        "A209",
        lambda: changed_pdf(lambda _: None, encryption=pikepdf.Encryption(owner="o", user="")),
    ),
    "a pdf that needs a password": (
        "A209",
        lambda: changed_pdf(lambda _: None, encryption=pikepdf.Encryption(owner="o", user="u")),
    ),
    "a file inside the pdf": (
        "A210",
        lambda: changed_pdf(lambda pdf: pdf.attachments.__setitem__("sak.yaml", b"barn: Ola")),
    ),
    "a name in the public title": ("A211", lambda: titled("Møtereferat Ola")),
    "a guardian's name": ("A211", lambda: titled("Møte med Kowalski")),
    "a name in the genitive": ("A211", lambda: titled("Olas møte")),
    "initials": ("A211", lambda: titled("Møtereferat O.T.")),
    "a name in a file's name": ("A211", lambda: with_member(minutes(), "ola.pdf", b"%PDF-1.7")),
    "a name in the message alone": (
        "A211",
        lambda: with_text(minutes(), MESSAGE, "<offentligTittel>Møtereferat", "<offentligTittel>Ola"),
    ),
    "a name in the folder's public title": (
        "A211",
        lambda: with_entry(minutes(), mappe=minutes().entry.mappe.model_copy(update={"offentlig_tittel": "Ola"})),
    ),
    "an identity number": ("A212", lambda: titled(f"Møtereferat {FNR}")),
    "an identity number with spaces": ("A212", lambda: titled("Møtereferat 128514 99979")),
    "a birth date": ("A212", lambda: titled("Møtereferat 12.05.2014")),
    "a service": ("A213", lambda: titled("Møtereferat BUP")),
    "a diagnosis": ("A213", lambda: titled("Møtereferat adhd")),
    "a level": ("A213", lambda: titled("Møtereferat nivå 2")),
    "no paragraph": ("A214", lambda: with_body(minutes(), CREATE_DOCUMENT, setting(Paragraph=""))),
    "no access code": ("A214", lambda: with_body(minutes(), CREATE_DOCUMENT, setting(AccessCode="U"))),
    "no full title": ("A214", lambda: with_body(minutes(), CREATE_DOCUMENT, setting(UnofficialTitle=""))),
    "no paragraph for the folder": ("A214", lambda: with_body(first_minutes(), CREATE_CASE, setting(Paragraph=""))),
    "a basis that says nothing": (
        "A214",
        lambda: with_entry(
            minutes(), skjerming=minutes().entry.skjerming.model_copy(update={"hjemmel": " ", "paragraf": ""})
        ),
    ),
    "a full title that is the public one": (
        "A214",
        lambda: with_entry(minutes(), tittel=minutes().entry.offentlig_tittel),
    ),
    "a guardian for all to see": ("A216", lambda: with_body(letter(), CREATE_DOCUMENT, official)),
    "a pupil for all to see": ("A216", lambda: with_body(first_minutes(), CREATE_CASE, official)),
    "a person for all to see in the message": (
        "A216",
        lambda: with_text(letter(), MESSAGE, "<erSkjermet>true</erSkjermet>", "<erSkjermet>false</erSkjermet>"),
    ),
    "a member of staff as a contact": (
        "A217",
        lambda: with_body(
            minutes(), CREATE_DOCUMENT, contact(Role="recno:3", ReferenceNumber=MOTHER_FNR, IsUnofficial=True)
        ),
    ),
    "a recipient who may have none": (
        "A218",
        lambda: with_body(
            minutes(), CREATE_DOCUMENT, contact(Role="recno:6", ReferenceNumber=MOTHER_FNR, IsUnofficial=True)
        ),
    ),
    "a dispatch of what has no recipient": (
        "A218",
        lambda: with_member(minutes(), DISPATCH, letter().members[DISPATCH]),
    ),
    "a recipient of the protected in the message": (
        "A218",
        lambda: with_entry(letter(), ekspederes=False, merknader=["leveres for hånd"]),
    ),
    "no dispatch of what has one": ("A218", lambda: with_member(letter(), DISPATCH, None)),
    "dates out of order": (
        "A219",
        lambda: with_body(minutes(), CREATE_DOCUMENT, setting(JournalDate="2026-05-01T00:00:00")),
    ),
    "a date in another zone": (
        "A219",
        lambda: with_body(minutes(), CREATE_DOCUMENT, setting(DocumentDate="2026-05-05T22:00:00Z")),
    ),
    "another day in the message": (
        "A219",
        lambda: with_text(minutes(), MESSAGE, "<dokumentetsDato>2026-05-06", "<dokumentetsDato>2026-05-07"),
    ),
    "two folders": (
        "A220",
        lambda: with_body(minutes(), CREATE_DOCUMENT, setting(CaseExternalId={"Id": "x", "Type": "y"})),
    ),
    "no folder": ("A220", lambda: with_body(minutes(), CREATE_DOCUMENT, setting(CaseNumber=""))),
    "two responsible persons": (
        "A220",
        lambda: with_body(
            minutes(), CREATE_DOCUMENT, setting(ResponsiblePersonEmail="a@b.example", ResponsiblePersonRecno=3)
        ),
    ),
    "a message that is no xml": ("A221", lambda: with_member(minutes(), MESSAGE, b"<arkivmelding")),
    "a message with an entity": (
        "A221",
        lambda: with_member(minutes(), MESSAGE, b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'),
    ),
    "a call that is no json": ("A221", lambda: with_member(minutes(), CREATE_DOCUMENT, b"{")),
    "another title in the call": ("A222", lambda: with_body(minutes(), CREATE_DOCUMENT, setting(Title="Møte"))),
    "an access group that the entry does not have": (
        "A222",
        lambda: with_body(minutes(), CREATE_DOCUMENT, setting(AccessGroup="Alle")),
    ),
    "another school's folder": ("A222", lambda: with_body(minutes(), GET_CASES, setting(CaseNumber="26/00124"))),
    "another access code in the slip": (
        "A222",
        lambda: with_text(minutes(), SLIP_TEXT, "Tilgangskode:           13", "Tilgangskode:           U"),
    ),
    "another author in the message": (
        "A222",
        lambda: with_text(minutes(), MESSAGE, "<forfatter>Sara", "<forfatter>Siri"),
    ),
    "no slip": ("A204", lambda: with_member(minutes(), SLIP_PDF, None)),
    "no call that makes the folder": ("A204", lambda: with_member(first_minutes(), CREATE_CASE, None)),
    "what calls itself a slip": ("A204", lambda: with_member(minutes(), "FOLGESEDDEL.exe", b"MZ")),
    "an entry without codes": ("A201", lambda: with_entry(minutes(), koder={})),
    "an entry with a type of its own": ("A201", lambda: with_entry(minutes(), journalposttype="Q")),
    "an entry with what xml cannot hold": ("A201", lambda: with_entry(minutes(), forfatter="\x00")),
    "another title in the message": (
        "A222",
        lambda: with_text(minutes(), MESSAGE, "<offentligTittel>Møtereferat", "<offentligTittel>Møte"),
    ),
}


@pytest.mark.parametrize(("code", "package"), WAYS.values(), ids=WAYS)
def test_each_rule_that_is_broken_is_told(code: str, package: Callable[[], Package]) -> None:
    assert code in broken(package())


def test_no_message_holds_what_stands_in_the_package() -> None:
    from bti_docs.problem import Language

    for _, package in WAYS.values():
        for problem in check(package(), RULES):
            for language in Language:
                said = f"{problem.where} {problem.message(language)} {problem.hint(language)} {dict(problem.words)}"
                assert not [s for s in ("Ola", "Kowalski", "Testesen", FNR, MOTHER_FNR) if s in said]


def test_a_basis_that_was_not_valid_on_the_day_is_told() -> None:
    assert broken(minutes(), Municipality(bases=("Offl. § 13, jf. fvl. § 31",))) == {"A215"}
    kept = minutes().entry.skjerming
    assert broken(minutes(), Municipality(bases=(kept.hjemmel, kept.paragraf))) == set()
    assert broken(minutes(), Municipality(bases=(kept.hjemmel, "Offl. § 13 jf. fvl. § 31"))) == {"A215"}


def test_a_package_alone_is_held_against_its_municipality_where_that_is_on_the_shelves(tmp_path: Path) -> None:
    kept = minutes().entry.skjerming.model_copy(update={"hjemmel": "Offl. § 14", "paragraf": "Offl. § 14"})
    for municipality, found in (("risor", {"A215"}), ("utopia", set())):
        entry = minutes().entry.model_copy(update={"skjerming": kept, "kommune": municipality})
        held = {f.navn: minutes().members[f.navn] for f in entry.filer}
        (tmp_path / "p.zip").write_bytes(zipped(members(entry, held, b"")))
        assert codes_of(check_package(tmp_path / "p.zip", SHELVES)[1]) == found


def test_a_foreign_file_that_bears_a_name_is_told_without_it() -> None:
    found = check(with_member(minutes(), "ola-testesen.pdf", b"%PDF-1.7"), RULES)
    assert codes_of(found) == {"A204", "A211"}
    assert not [p for p in found if "ola" in f"{p.where} {dict(p.words)}".lower()]


def test_the_cases_other_people_and_the_municipalitys_services_are_looked_for_too() -> None:
    assert broken(titled("Møtereferat Heidi"), Municipality(names=("Heidi Helse",))) == {"A211"}
    assert broken(titled("Møtereferat familieråd"), Municipality(words=("Familieråd",))) == {"A213"}


# Titles


@pytest.mark.parametrize(
    "title",
    ["Møtereferat", "Notat", "Samtykke", "Plan", "Brev", "Elevmappe", "referat-2026-05-06.pdf", "arkivmelding.xml"],
)
def test_our_own_titles_tell_nothing(title: str) -> None:
    assert list(broken_by(title, secret(NAMES, BORN, RULES.ikke_offentlige_ord))) == []


@given(st.sampled_from(NAMES), st.sampled_from(["Møtereferat {}", "{}", "møte-{}.pdf", "({})", "{}s møte"]))
def test_a_name_is_found_however_it_stands(name: str, form: str) -> None:
    for word in name.split():
        for spelt in (word, word.upper(), word.lower()):
            assert "A211" in set(broken_by(form.format(spelt), secret(NAMES, BORN, ())))


@pytest.mark.parametrize("said", ["12.05.2014", "2014-05-12", "120514", "12.5.2014", "12052014"])
def test_a_birth_date_is_found_however_it_is_written(said: str) -> None:
    assert set(broken_by(f"Referat {said}", secret((), BORN, ()))) == {"A212"}


@given(st.text(max_size=60))
def test_a_cleaned_title_holds_nothing_that_sif_refuses(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert not set(clean(text)) & set('"<>:/\\|?*\n')


# Reading


def test_a_package_is_the_same_read_from_a_folder_and_from_a_zip(tmp_path: Path) -> None:
    for name, data in minutes().members.items():
        path = tmp_path / "p" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "p.zip").write_bytes(zipped(minutes().members))
    for where in ("p", "p.zip"):
        found = read(tmp_path / where)
        assert found.members == minutes().members
        assert check(found, RULES) == []


def bad_zip(tmp_path: Path, name: str) -> Path:
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(METADATA, dump(minutes().entry))
        archive.writestr(name, b"x")
    return path


@pytest.mark.parametrize("name", ["../x", "/etc/x", "a/../../x", "a\\b", METADATA.upper()])
def test_a_zip_with_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(BtiError) as caught:
        read(bad_zip(tmp_path, name))
    assert codes_of(caught.value.problems) == {"A224"}


def test_a_zip_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(METADATA, dump(minutes().entry))
        for n in range(3):
            archive.writestr(f"{n}.pdf", bytes(70_000_000))
    with pytest.raises(BtiError) as caught:
        read(path)
    assert codes_of(caught.value.problems) == {"A224"}


def test_a_folder_with_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / METADATA).write_bytes(dump(minutes().entry))
    (tmp_path / "x.pdf").symlink_to("/etc/hostname")
    with pytest.raises(BtiError) as caught:
        read(tmp_path)
    assert codes_of(caught.value.problems) == {"A224"}


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"hei"])
def test_a_file_that_is_no_package_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "p.zip"
    path.write_bytes(data)
    with pytest.raises(BtiError) as caught:
        read(path)
    assert codes_of(caught.value.problems) == {"A201"}
