"""Only what is finished and has its codes goes to the archive; what does not, says why."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from bti_docs.archive.package import SLIP_TEXT
from bti_docs.archive.public360 import CREATE_DOCUMENT
from bti_docs.library import Shelves
from bti_docs.packing import pack, to_pack
from bti_docs.problem import BtiError
from tests.archive_packages import DAY, MINUTES, SHELVES, call, case, codes_of, filed, packed, refused


def test_a_draft_plan_is_not_filed_as_a_plan() -> None:
    assert refused(case(sample="vindafjord"), "iop") == {"A103"}


def test_a_consent_that_nobody_has_answered_is_not_filed() -> None:
    assert refused(case(), "samtykke_deling") == {"A115"}


def test_what_a_guardian_got_to_sign_is_filed_as_a_letter() -> None:
    entry = packed(case(), "samtykke_deling", reader="mor").package.entry
    assert (entry.type, entry.journalposttype, "(utkast)" in entry.tittel) == ("brev", "U", True)


def test_a_municipality_that_keeps_drafts_files_them_as_drafts() -> None:
    own = case().municipality.profil.arkivering.model_copy(update={"utkast": True})
    entry = packed(case(arkivering=own), "samtykke_deling").package.entry
    assert "(utkast)" in entry.tittel
    assert entry.offentlig_tittel == "Samtykke"


def test_an_empty_form_is_not_filed() -> None:
    assert refused(case(), "samtykke_endring") == {"A104"}


def test_a_cover_letter_is_not_filed() -> None:
    assert refused(case(), "folgebrev") == {"A102"}


@pytest.fixture
def shelf(tmp_path: Path) -> Callable[[str], Shelves]:
    """A shelf on which the minutes' kind becomes something else in the archive."""

    def with_type(archive: str) -> Shelves:
        text = SHELVES.manifest(MINUTES).read_text(encoding="utf-8")
        path = tmp_path / "kinds" / MINUTES / "kind.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(re.sub(r"(?m)^arkiv: .*\n", archive, text), encoding="utf-8")
        return Shelves((tmp_path, *SHELVES.folders))

    return with_type


@pytest.mark.parametrize(
    ("line", "code"),
    [("", "A101"), ("arkiv: roman\n", "A101"), ("arkiv: brev\n", "A114")],
)
def test_a_kind_that_cannot_be_filed_says_what_is_missing(
    shelf: Callable[[str], Shelves], line: str, code: str
) -> None:
    on = shelf(line)
    with pytest.raises(BtiError) as caught:
        pack(case(), to_pack(case(), [MINUTES], on)[0], on, DAY)
    assert codes_of(caught.value.problems) == {code}


REPORT = "bekymringsmelding"


def test_a_report_to_child_welfare_has_an_access_code_and_group_of_its_own() -> None:
    done = packed(filed("bekymring"), REPORT)
    entry = done.package.entry
    usual = packed(filed("bekymring"), "oppmerksomhetssamtale").package.entry
    own, others = entry.skjerming, usual.skjerming
    assert own.kode != others.kode
    assert own.tilgangsgruppe != others.tilgangsgruppe
    told = call(done, CREATE_DOCUMENT)
    assert (told["AccessCode"], told["AccessGroup"], told["Title"]) == (own.kode, own.tilgangsgruppe, "Melding")
    assert "melding_2026-11-02" in entry.name


@pytest.mark.parametrize("municipality", ["vindafjord", "etne"])
def test_a_report_to_child_welfare_has_its_own_code_in_visma_too(municipality: str) -> None:
    profil = SHELVES.municipality(municipality).profil
    visma = {"systemer": profil.systemer, "visma_elevmappe": profil.visma_elevmappe, "public_360": {}}
    done = packed(case(sample="bekymring", **visma), REPORT)
    assert (done.package.entry.skjerming.kode, done.package.entry.arkiv) == ("13M", "visma-elevmappe")
    assert "Meldingar - rektor" in done.package.members[SLIP_TEXT].decode()


@pytest.mark.parametrize("codes", [{}, {"AccessCode": "recno:9"}, {"AccessGroup": "Meldinger"}])
def test_a_report_without_a_code_and_group_of_its_own_is_refused(codes: dict[str, str]) -> None:
    whole = case(sample="bekymring").municipality.profil.public_360
    with pytest.raises(BtiError) as caught:
        packed(case(sample="bekymring", public_360={**whole, "melding": codes}), REPORT)
    assert [(p.code, p.where.path) for p in caught.value.problems] == [("A107", "public_360.melding")]


def test_a_report_is_refused_in_visma_too_without_codes() -> None:
    systems = SHELVES.municipality("etne").profil.systemer
    assert refused(case(sample="bekymring", systemer=systems, visma_elevmappe={}), REPORT) == {"A107"}


def test_a_system_that_nobody_knows_is_told() -> None:
    systems = case().municipality.profil.systemer
    other = systems.model_copy(update={"arkiv": systems.arkiv.model_copy(update={"id": "elements"})})
    assert refused(case(systemer=other)) == {"A111"}
