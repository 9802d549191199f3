"""Who is told of in the archive's own fields: a report's recipient, a protected pupil's school, the folder."""

from __future__ import annotations

import json
from typing import Any

import pytest
from lxml import etree

from bti_docs.archive.arkivmelding import CATALOGUE, NAMESPACE
from bti_docs.archive.check import check
from bti_docs.archive.masked import masked
from bti_docs.archive.package import MESSAGE, SLIP_PDF, SLIP_TEXT
from bti_docs.archive.public360 import CREATE_CASE, CREATE_DOCUMENT, DISPATCH
from bti_docs.packing import Packed
from tests.archive_packages import MINUTES, NO_NUMBER, SHELVES, call, case, filed, letter, minutes, packed

REPORT = "bekymringsmelding"
PROTECTED = ("  adressesperre: nei\n  syn:", "  adressesperre: fortrolig\n  syn:")
KNOWN = ("  fornavn: Oksana\n", "  fornavn: Oksana\n  fødselsnummer: 14891650060\n")
NS = {"a": NAMESPACE, "k": CATALOGUE}
SCHOOL = ("Hope", "974577690")


def parties(done: Packed) -> list[tuple[str | None, str | None, str | None]]:
    message = etree.fromstring(done.package.members[MESSAGE])
    told = ("a:korrespondanseparttype/k:kode", "a:korrespondansepartNavn", "a:erSkjermet")
    return [tuple(p.findtext(t, None, NS) for t in told) for p in message.iterfind(".//a:korrespondansepart", NS)]


# A report, and other services


def test_a_report_says_where_it_went_and_the_archive_does_not_send_it() -> None:
    done = packed(filed("bekymring"), REPORT)
    assert [p.rolle for p in done.package.entry.parter] == ["EA", "EM"]
    assert parties(done)[1] == ("EM", "Barneverntjenesten", "true")
    told = call(done, CREATE_DOCUMENT)
    assert [(c["ContactName"], c["IsUnofficial"]) for c in told["UnregisteredContacts"]] == [
        ("Barneverntjenesten", True)
    ]
    assert DISPATCH not in done.package.members
    assert "Barneverntjenesten (skjermes)" in done.package.members[SLIP_TEXT].decode()
    assert check(done.package, SHELVES.archive()) == []


def test_a_municipality_with_two_child_welfare_services_leaves_the_recipient_to_the_archive() -> None:
    units = case(sample="bekymring").municipality.profil.enheter
    two = {**units, "barnevernvakten": units["barnevernet"]}
    assert packed(filed("bekymring", enheter=two), REPORT).package.entry.parter == []


def test_a_service_that_gets_a_copy_is_kept_from_the_public_journal() -> None:
    done = packed(case(), reader="helsestasjonen")
    assert parties(done) == [("EA", "Hope barneskole", "false"), ("EK", "Risør helsestasjon", "true")]


# The folder's own access


def test_a_folder_made_for_a_report_is_open_to_the_school_as_any_other() -> None:
    done = packed(case(KNOWN, sample="bekymring"), REPORT)
    folder, document = call(done, CREATE_CASE), call(done, CREATE_DOCUMENT)
    assert (folder["AccessCode"], folder["AccessGroup"]) == ("13", "Elevmapper - Hope skole")
    assert (document["AccessCode"], document["AccessGroup"]) == ("recno:50013", "Meldinger - rektor")
    message = etree.fromstring(done.package.members[MESSAGE])
    codes = [e.text for e in message.iterfind(".//a:mappe/a:skjerming/a:tilgangsrestriksjon/k:kode", NS)]
    assert codes == ["13"]


def test_the_slip_says_how_a_new_folder_is_registered_and_what_codes_are_called() -> None:
    said = packed(case(NO_NUMBER)).package.members[SLIP_TEXT].decode()
    made = said[: said.index("2 Registrer")]
    for words in ("Tilgangsgruppe:         Elevmapper - Hope skole", "Sakspart:", "Klassering:             FNR: 128"):
        assert words in made
    assert "Internt notat uten oppfølging (recno:60005)" in said


# A protected pupil


@pytest.fixture(scope="module")
def protected() -> Packed:
    """A copy for a service of the minutes of a pupil with a protected address."""
    return packed(case(PROTECTED), MINUTES, reader="helsestasjonen")


def test_a_protected_pupils_letter_comes_from_the_municipality(protected: Packed) -> None:
    assert parties(protected)[0] == ("EA", "Risør kommune", "false")
    [sender] = call(protected, CREATE_DOCUMENT)["Contacts"]
    assert sender["ReferenceNumber"] == "964977402"


def test_nothing_that_the_public_may_see_tells_a_protected_pupils_school(protected: Packed) -> None:
    message = etree.fromstring(protected.package.members[MESSAGE])
    said = "".join(message.itertext())
    assert not [s for s in SCHOOL if s in said]
    entry = protected.package.entry
    assert not [s for s in SCHOOL if s in "".join([entry.offentlig_tittel, *(f.tittel for f in entry.filer)])]
    assert b"Hope" not in protected.package.members[SLIP_PDF]


def test_the_archive_is_told_that_a_pupil_is_protected(protected: Packed) -> None:
    words = "Skole, enhet og tilgangsgruppe er bare for arkivet"
    assert words in protected.package.members[SLIP_TEXT].decode()
    assert [words in r["Content"] for r in call(protected, CREATE_DOCUMENT)["Remarks"]] == [True]
    assert "A109" not in {p.code for p in protected.problems}


def test_a_dry_run_shows_no_school_and_nothing_that_is_not_known_to_be_harmless() -> None:
    for package in (minutes(), letter()):
        told: dict[str, Any] = json.loads(package.members[CREATE_DOCUMENT])["parameter"]
        shown = json.dumps(masked({**told, "Notes": "Kari", "Keywords": ["Ola"]}), ensure_ascii=False)
        assert not [s for s in (*SCHOOL, "Elevmapper", "Kari", "Ola") if s in shown]
