"""A document becomes a package that every schema takes, the same bytes each time, and nothing public tells who."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree

from bti_docs.archive.entry import Arkivpost, load
from bti_docs.archive.package import MANIFEST, METADATA, SLIP_PDF, SLIP_TEXT, members, zipped
from bti_docs.archive.public360 import CREATE_CASE, CREATE_DOCUMENT, DISPATCH, GET_CASES, UPDATE_CASE
from bti_docs.archive.sending import with_files
from bti_docs.case.load import load as load_yaml
from bti_docs.case.profile import Hjemmel, Profil
from bti_docs.packing import Packed, to_pack
from bti_docs.problem import BtiError
from tests import pdf_text, verapdf
from tests.archive_packages import (
    DAY,
    FNR,
    MINUTES,
    MOTHER,
    MOTHER_FNR,
    NO_NUMBER,
    SHELVES,
    call,
    case,
    codes_of,
    filed,
    first_minutes,
    letter,
    minutes,
    packed,
    packed_order,
    refused,
    repacked,
)

XSD = "archive/xsd/no.ks.fiks.arkiv.v1.arkivering.arkivmelding.opprett.xsd"
LETTER, PERSON = "moteinnkalling", "mor"
SAMPLES = ("risor", "vindafjord", "trapp", "bekymring")
DRAFTS = [("vindafjord", "iop"), ("risor", "samtykke_deling")]
Judge = Callable[[Packed], None]


@pytest.fixture(scope="session")
def schemas(shared: Callable[[str], Path]) -> Judge:
    """KS's XSD and the JSON Schemas of the calls."""
    xsd = etree.XMLSchema(etree.parse(str(shared(XSD))))
    of_case, of_document = (
        jsonschema.Draft202012Validator(json.loads(shared(f"archive/p360-{n}.schema.json").read_text("utf-8")))
        for n in ("CreateCase", "CreateDocument")
    )

    def judge(done: Packed) -> None:
        found = done.package.members
        xsd.assertValid(etree.fromstring(found["arkivmelding.xml"]))
        if CREATE_CASE in found:
            of_case.validate(json.loads(found[CREATE_CASE]))
        if CREATE_DOCUMENT in found:
            told = json.loads(found[CREATE_DOCUMENT])
            of_document.validate(told)
            of_document.validate({"parameter": with_files(done.package, told["parameter"])})

    return judge


def orders() -> list[tuple[str, Any]]:
    """Return a document of every kind, Visma's minutes too, and a letter for each of the two archives."""
    found: list[tuple[str, Any]] = []
    for sample in SAMPLES:
        there = {o.instance.kind.id for _, o in found} - {MINUTES}
        own = [o for o in to_pack(filed(sample), [], SHELVES) if (sample, o.instance.kind.id) not in DRAFTS]
        first = {o.instance.kind.id: o for o in reversed(own) if o.instance.kind.id not in there}
        found += [(sample, o) for o in first.values()]
    letters = [(sample, to_pack(filed(sample), [LETTER], SHELVES, reader=PERSON)) for sample in SAMPLES[:2]]
    return found + [(sample, of_letter[0]) for sample, of_letter in letters]


# Every package


ORDERS = orders()


def test_every_kind_that_is_archived_is_among_the_packages() -> None:
    archived = {kind for kind in SHELVES.kinds() if SHELVES.kind(kind).arkiv != "nei"}
    assert len(archived) >= 20
    assert {order.instance.kind.id for _, order in ORDERS} == archived


@pytest.mark.parametrize(("sample", "order"), ORDERS, ids=lambda v: v if isinstance(v, str) else v.instance.kind.id)
def test_every_package_of_every_kind_is_what_the_schemas_ask_for(sample: str, order: Any, schemas: Judge) -> None:
    schemas(packed_order(filed(sample), order))


@pytest.mark.parametrize("of", [case(NO_NUMBER), case(MOTHER), case(MOTHER, NO_NUMBER)])
@pytest.mark.parametrize("reader", ["arkiv", "mor", "far"])
def test_a_package_for_each_reader_is_what_the_schemas_ask_for(of: Any, reader: str, schemas: Judge) -> None:
    schemas(packed(of, reader=reader))


def test_every_kind_says_what_it_becomes_in_the_archive() -> None:
    known = {t.id for t in SHELVES.archive().typer} | {"nei"}
    assert {k: SHELVES.kind(k).arkiv for k in SHELVES.kinds() if SHELVES.kind(k).arkiv not in known} == {}


def test_every_municipality_that_ships_has_the_codes_that_its_archive_needs() -> None:
    for sample in ("risor", "vindafjord"):
        assert packed(case(sample=sample), MINUTES)


def test_two_packs_of_one_case_are_byte_equal() -> None:
    again = repacked(case()).package.members
    assert again == minutes().members
    assert zipped(again) == zipped(dict(reversed(minutes().members.items())))


def test_what_is_in_a_package() -> None:
    assert sorted(minutes().members) == [
        SLIP_PDF,
        SLIP_TEXT,
        "arkivmelding.xml",
        MANIFEST,
        METADATA,
        CREATE_DOCUMENT,
        GET_CASES,
        UPDATE_CASE,
        "referat-2026-05-06-offentlig.pdf",
        "referat-2026-05-06.docx",
        "referat-2026-05-06.pdf",
    ]
    assert [(f.variant, f.puid) for f in minutes().entry.filer] == [
        ("A", "fmt/476"),
        ("P", "fmt/412"),
        ("O", "fmt/476"),
    ]


def test_the_same_document_has_the_same_uuid_whatever_is_in_it_and_another_has_another() -> None:
    changed = packed(case(("Spiste alene", "Satt alene"), ("Skolen kan gjøre", "Skulen kan gjøre"))).package
    assert changed.entry.uuid == minutes().entry.uuid
    assert changed.entry.main != minutes().entry.main
    assert uuid.UUID(minutes().entry.uuid).version == 5
    others = [packed(case(), "overgangsmote", meeting=m) for m in ("m2", "m3")]
    assert len({minutes().entry.uuid, letter().entry.uuid, *(o.package.entry.uuid for o in others)}) == 4


def test_the_entry_is_read_back_as_it_was_written() -> None:
    assert load(minutes().members[METADATA]) == minutes().entry


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"uuid": 1}', b"[" * 100_000])
def test_what_is_no_entry_is_refused_without_a_word_of_it(data: bytes) -> None:
    with pytest.raises(BtiError) as caught:
        load(data)
    assert codes_of(caught.value.problems) == {"A201"}


# What anyone may see


def said_in(pdf: bytes) -> str:
    return "\n".join(pdf_text.pages(pdf))


def public_words(done: Packed) -> str:
    """Everything in a package that anyone may see: public titles, file names, and the text of the public variant."""
    entry = done.package.entry
    pages = next(done.package.members[f.navn] for f in entry.filer if f.variant == "O")
    said = [entry.offentlig_tittel, entry.mappe.offentlig_tittel, entry.name, *(f.tittel for f in entry.filer)]
    return "\n".join([*said, *done.package.members, said_in(pages)])


@pytest.mark.parametrize("of", [case(), case(sample="vindafjord")], ids=["nb", "nn"])
@pytest.mark.parametrize("kind", ["bti_motereferat", "oppmerksomhetssamtale", "samtykke_stafettlogg"])
def test_nothing_public_tells_who_or_what_it_is_about(of: Any, kind: str) -> None:
    sak = of.sak
    done = packed(of, kind)
    people = [*(g.navn for g in sak.foresatte), *(p.navn for p in sak.personer)]
    names = {word for name in (sak.barn.fornavn, sak.barn.etternavn, *people) for word in name.split()}
    secrets = names | {sak.saksnavn, "BTI", "stafettlogg", "ressursteam", "nivå", f"{sak.barn.fødselsdato:%d.%m.%Y}"}
    said = public_words(done)
    assert [s for s in secrets if re.search(rf"\b{re.escape(s)}\b", said, re.IGNORECASE)] == []


def test_the_public_variant_says_what_there_is_and_why_it_is_kept() -> None:
    said = public_words(packed(case()))
    for words in ("Møtereferat, 06.05.2026", "Offl. § 13, jf. fvl. § 13 første ledd nr. 1", "Hope barneskole"):
        assert words in re.sub(r"\s+", " ", said)


def test_a_protected_pupil_has_no_school_in_the_public_variant() -> None:
    of = case(("  adressesperre: nei\n  syn:", "  adressesperre: fortrolig\n  syn:"))
    assert "Hope" not in public_words(packed(of))


@pytest.mark.slow
@pytest.mark.parametrize("member", [SLIP_PDF, "referat-2026-05-06-offentlig.pdf", "referat-2026-05-06.pdf"])
def test_every_pdf_in_a_package_is_pdf_a_and_pdf_ua(member: str) -> None:
    assert verapdf.broken_clauses(minutes().members[member]) == {"2a": [], "ua1": []}


def test_a_public_reader_is_given_nothing_but_the_public_variant() -> None:
    from bti_docs.make import make, plan

    of = case()
    for kind in SHELVES.kinds():
        if kind in ("offentlig_variant", "infoplakat"):  # neither says anything of anyone
            continue
        with pytest.raises(BtiError) as caught:
            make(of, plan(of, SHELVES, [kind], reader="offentlig")[0], SHELVES, DAY)
        assert codes_of(caught.value.problems) == {"V102"}


# Codes, folder, parties


def test_the_municipalitys_own_codes_are_used_and_never_others() -> None:
    told = call(packed(case()), CREATE_DOCUMENT)
    assert (told["Category"], told["Status"], told["Archive"]) == ("recno:60005", "J", "Elevdokument")
    own = {**case().municipality.profil.public_360, "referat": {"Category": "recno:112", "Status": "recno:6"}}
    told = call(packed(case(public_360=own)), CREATE_DOCUMENT)
    assert (told["Category"], told["Status"]) == ("recno:112", "recno:6")
    assert "Archive" not in told


@pytest.mark.parametrize(
    ("section", "key"),
    [("sak", "Title"), ("sak", "AccessCode"), ("referat", "Category"), ("referat", "Status"), ("roller", "mottaker")],
)
def test_a_code_that_the_profile_lacks_is_told_by_its_key(section: str, key: str) -> None:
    whole = case().municipality.profil.public_360
    less = {**whole, section: {k: v for k, v in whole[section].items() if k != key}}
    with pytest.raises(BtiError) as caught:
        packed(case(public_360=less))
    assert [(p.code, p.where.path) for p in caught.value.problems] == [("A105", f"public_360.{section}.{key}")]


def test_a_folder_whose_number_is_known_is_never_made() -> None:
    assert CREATE_CASE not in minutes().members
    assert call(packed(case()), GET_CASES) == {"CaseNumber": "26/00123", "IncludeCaseContacts": True}
    assert call(packed(case()), CREATE_DOCUMENT)["CaseNumber"] == "26/00123"


def test_a_folder_that_is_not_known_is_found_by_the_pupil_or_made() -> None:
    found = first_minutes().members
    asked = json.loads(found[GET_CASES])["parameter"]
    assert (asked["Title"], asked["ContactReferenceNumber"]) == ("Elevmappe%", FNR)
    made = json.loads(found[CREATE_CASE])["parameter"]
    assert (made["Title"], made["UnofficialTitle"]) == ("Elevmappe", "Elevmappe - Ola Testesen")
    assert made["Contacts"] == [{"Role": "Sakspart", "ReferenceNumber": FNR, "IsUnofficial": True}]
    assert made["AccessGroup"] == "Elevmapper - Hope skole"
    assert json.loads(found[CREATE_DOCUMENT])["parameter"]["CaseExternalId"] == made["ExternalId"]


def test_without_a_number_for_folder_or_pupil_nothing_can_find_the_folder() -> None:
    assert refused(case(NO_NUMBER, ("  fødselsnummer: 12851499979\n", ""))) == {"A106"}


@pytest.mark.parametrize("number", ["26-123", "26/", "2026/00123/4", "Ola"])
def test_a_number_that_is_no_folders_is_told(number: str) -> None:
    assert refused(case(("saksnummer: 26/00123", f"saksnummer: {number}"))) == {"A112"}


def test_minutes_have_no_contacts_and_no_member_of_staff() -> None:
    told = minutes().members[CREATE_DOCUMENT].decode() + minutes().members[GET_CASES].decode()
    for name in ("Per Lærersen", "Heidi Helse", "Sara Støtte", "Kari Testesen"):
        assert name not in told
    assert json.loads(minutes().members[CREATE_DOCUMENT])["parameter"]["Contacts"] == []


def test_what_a_guardian_got_is_filed_as_a_letter_to_them_alone_and_dispatched() -> None:
    told = json.loads(letter().members[CREATE_DOCUMENT])["parameter"]
    assert (told["Category"], told["Status"]) == ("recno:111", "R")
    assert told["Contacts"] == [
        {"Role": "recno:5", "ReferenceNumber": "974577690", "IsUnofficial": False},
        {"Role": "recno:6", "ReferenceNumber": MOTHER_FNR, "IsUnofficial": True},
    ]
    assert DISPATCH in letter().members
    assert letter().entry.offentlig_tittel == "Brev"
    pages = said_in(letter().members[letter().entry.main.navn if letter().entry.main else ""])
    assert "Kopi til Kari Testesen" in pages
    assert "Meldeplikt" not in pages  # the school's own matter is not in a guardian's copy


def test_a_guardian_without_an_identity_number_is_written_to_by_name_and_address() -> None:
    told = call(packed(case(), reader="mor"), CREATE_DOCUMENT)
    assert told["UnregisteredContacts"] == [
        {
            "Role": "recno:6",
            "ContactName": "Kari Testesen",
            "Address": "Testveien 1",
            "ZipCode": "4950",
            "ZipPlace": "Risør",
            "IsUnofficial": True,
        }
    ]


def test_a_guardian_with_a_protected_address_receives_nothing_and_the_slip_says_why() -> None:
    done = packed(case(), reader="far")
    assert "A109" in codes_of(done.problems)
    assert DISPATCH not in done.package.members
    told = call(done, CREATE_DOCUMENT)
    assert (told["Contacts"], told.get("UnregisteredContacts")) == ([], None)
    assert (told["Category"], told["Status"]) == ("recno:60005", "J")
    everything = b"".join(
        done.package.members[n] for n in done.package.members if n.endswith((".json", ".xml", ".txt"))
    )
    for secret in ("Hemmeligveien", "Sperrevik", "900 00 002"):
        assert secret not in everything.decode()
    assert "leveres for hånd" in done.package.members[SLIP_TEXT].decode()


def test_a_service_that_consent_covers_is_a_copy_recipient() -> None:
    done = packed(case(), reader="helsestasjonen")
    [unit] = [p for p in done.package.entry.parter if p.rolle == "EK"]
    assert (unit.navn, unit.er_person) == ("Risør helsestasjon", False)


# Law, change of school, other archives


def test_the_documents_day_chooses_the_legal_basis() -> None:
    new = Hjemmel(
        fra=dt.date(2026, 6, 1), tekst_nb="Offl. § 13, jf. fvl. § 31", tekst_nn="x", kode="13", paragraf="P31"
    )
    of = case(hjemmel=[*case().municipality.profil.hjemmel, new])
    assert packed(of).package.entry.skjerming.paragraf == "Offl. § 13 jf. fvl. § 13 (1) nr.1"
    assert packed(of, "overgangsmote", meeting="m2").package.entry.skjerming.paragraf == "P31"


def test_no_legal_basis_on_the_day_stops_the_package() -> None:
    late = [h.model_copy(update={"fra": dt.date(2026, 6, 1)}) for h in case().municipality.profil.hjemmel]
    with pytest.raises(BtiError) as caught:
        packed(case(hjemmel=late))
    assert codes_of(caught.value.problems) <= {"K106", "A108"}


def test_the_slip_tells_what_the_old_school_must_do_before_summer_and_how_the_folder_is_handed_over() -> None:
    moved = minutes().entry.overlevering
    assert moved is not None
    assert (moved.til, moved.frist) == ("Risør ungdomsskole", dt.date(2026, 7, 31))
    said = minutes().members[SLIP_TEXT].decode()
    for words in ("senest 31.07.2026", "Elevmapper - Risør ungdomsskole", "bytter ansvarlig person", "leserett"):
        assert words in said
    assert "A113" not in codes_of(packed(case()).problems)
    assert "A113" in codes_of(packed(case(), day=dt.date(2026, 8, 1)).problems)
    assert packed(case(("  skole: hope-barneskole", "  skole: risor-ungdomsskole"))).package.entry.overlevering is None


def test_the_slip_holds_everything_that_an_archivist_types() -> None:
    said = minutes().members[SLIP_TEXT].decode()
    entry = minutes().entry
    typed = [entry.mappe.saksnummer, FNR, entry.offentlig_tittel, entry.tittel, "06.05.2026", "recno:60005"]
    typed += ["Offl. § 13 jf. fvl. § 13 (1) nr.1", "Elevmapper - Hope skole", "974577690", "Rita Rektor", entry.uuid]
    assert [t for t in (*typed, *(f.navn for f in entry.filer)) if t not in said] == []
    pages = re.sub(r"\s+", " ", said_in(minutes().members[SLIP_PDF]))
    assert [t for t in typed if t not in pages] == []


def test_visma_gets_the_same_package_without_calls() -> None:
    done = packed(case(sample="vindafjord")).package
    assert not [n for n in done.members if n.startswith("p360")]
    assert {"arkivmelding.xml", SLIP_PDF, SLIP_TEXT, METADATA, MANIFEST} <= set(done.members)
    assert done.members[SLIP_TEXT].decode().startswith("Følgjesetel")


def test_the_municipality_chooses_the_variants() -> None:
    own = case().municipality.profil.arkivering
    less = packed(case(arkivering=own.model_copy(update={"varianter": ["A"]}))).package
    assert [f.variant for f in less.entry.filer] == ["A"]
    more = packed(case(arkivering=own.model_copy(update={"sendes": ["A", "O"]})))
    told = call(more, CREATE_DOCUMENT)["Files"]
    assert [(f["VersionFormat"], f["RelationType"]) for f in told] == [("A", "H"), ("O", "V")]


def test_the_contracts_municipality_packs_as_it_is(shared: Callable[[str], Path]) -> None:
    data = shared("design/municipality-risor.yaml").read_bytes()
    profil = load_yaml(data, Profil, file="municipality.yaml").value
    assert profil is not None
    of = case(**{name: getattr(profil, name) for name in Profil.model_fields})
    assert call(packed(of), CREATE_DOCUMENT)["Paragraph"] == "Offl. § 13 jf. fvl. § 13 (1) nr.1"


def test_a_package_is_made_of_its_entry_alone() -> None:
    """Whoever has metadata.json and the files can make all the rest of it again, to the byte."""
    entry: Arkivpost = load(minutes().members[METADATA])
    files = {f.navn: minutes().members[f.navn] for f in entry.filer}
    assert members(entry, files, minutes().members[SLIP_PDF]) == minutes().members
