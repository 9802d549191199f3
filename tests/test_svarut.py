"""svarut: what SvarUt is told is what its OpenAPI asks for, and names nobody who should not be named."""

from __future__ import annotations

import copy
import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bti_docs.problem import BtiError, ExitCode, Language
from bti_docs.svarut import Dokument, Mottaker, Sending, Signering, forsendelse

FNR = "12851499979"  # synthetic: month + 80
KARI = Mottaker(
    navn="Kari Testesen",
    adresselinjer=("Testveien 1",),
    postnummer="4950",
    poststed="Risør",
    digital_id=FNR,
)
REFERAT = Sending(
    tittel="Referat fra møte",
    dokumenter=(Dokument("risor-2026-031_overgangsmote_m2_2026-06-10_G1.pdf"),),
    referanse="risor-2026-031/G1",
    konteringskode="2026-øst",
)
NAMES = ("Ola Testesen", "Kari Testesen", "Jan Kowalski", "Čáhppes von Bråthen-Ødegård", "lita i. b. liten")
WAYS = {
    "usual": (KARI, REFERAT),
    "by post alone": (replace(KARI, digital_id=""), REFERAT),
    "digital alone": (Mottaker("Kari Testesen", digital_id=FNR), replace(REFERAT, kun_digital=True)),
    "abroad": (Mottaker("Jan", ("ul. Długa 5",), "00-263", "Warszawa", "Polen"), REFERAT),
    "to an organisation": (replace(KARI, digital_id="974760673"), REFERAT),
    "in the clear": (KARI, replace(REFERAT, kryptert=False, nivå_4=False, farger=True, tosidig=False)),
    "a bare title": (KARI, Sending("Brev", (Dokument("a.pdf"), Dokument("b.pdf", sensitivt=False)))),
    "to be signed": (
        KARI,
        replace(
            REFERAT,
            dokumenter=(Dokument("samtykke.pdf", skal_signeres=True), Dokument("info.pdf")),
            signering=Signering("AVANSERT_SIGNATUR", dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)),
        ),
    ),
}
every_way = pytest.mark.parametrize(("mottaker", "sending"), WAYS.values(), ids=WAYS)


@pytest.fixture(scope="session")
def valid(shared: Callable[[str], Path]) -> Callable[[dict[str, Any]], None]:
    """Judge a payload by SvarUt's OpenAPI, and let no key pass that it does not know."""
    said = json.loads(shared("archive/svarut-forsendelse-send-api-v2.openapi.json").read_text(encoding="utf-8"))
    components = copy.deepcopy(said["components"])
    for schema in components["schemas"].values():
        if schema["type"] == "object":
            schema["additionalProperties"] = False
    whole = {"$ref": "#/components/schemas/Forsendelse", "components": components}
    judge = jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker())
    return judge.validate


def codes_of(mottaker: Mottaker, sending: Sending) -> list[str]:
    with pytest.raises(BtiError) as caught:
        forsendelse(mottaker, sending, navn=NAMES)
    told = [p.message(lang) + p.hint(lang) + str(p.words) for p in caught.value.problems for lang in Language]
    for secret in ("Testesen", "Kowalski", "12851499979", mottaker.digital_id, mottaker.poststed):
        assert not secret or not any(secret in words for words in told)
    return [p.code for p in caught.value.problems]


@every_way
def test_what_svarut_is_told_is_what_its_openapi_asks_for(
    mottaker: Mottaker, sending: Sending, valid: Callable[[dict[str, Any]], None]
) -> None:
    told = forsendelse(mottaker, sending, navn=NAMES)
    valid(json.loads(json.dumps(told, ensure_ascii=False)))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda told: told.pop("tittel"),
        lambda told: told["mottaker"].pop("navn"),
        lambda told: told["dokumenter"][0].pop("mimeType"),
        lambda told: told.update(konteringskode="x" * 21),
        lambda told: told.update(signaturType="BLYANT"),
        lambda told: told.update(kryptert="ja"),
        lambda told: told.update(nivaa4=True),
        lambda told: told["utskriftskonfigurasjon"].update(duplex=True),
    ],
)
def test_the_judge_of_this_test_sees_what_is_wrong(
    spoil: Callable[[dict[str, Any]], object], valid: Callable[[dict[str, Any]], None]
) -> None:
    told = forsendelse(KARI, REFERAT, navn=NAMES)
    spoil(told)
    with pytest.raises(jsonschema.ValidationError):
        valid(told)


def test_the_payload_says_what_was_given() -> None:
    assert forsendelse(KARI, REFERAT, navn=NAMES) == {
        "mottaker": {
            "digitalId": FNR,
            "navn": "Kari Testesen",
            "adresselinje1": "Testveien 1",
            "postnummer": "4950",
            "poststed": "Risør",
        },
        "tittel": "Referat fra møte",
        "avgivendeSystem": "bti-docs",
        "eksternReferanse": "risor-2026-031/G1",
        "konteringskode": "2026-øst",
        "kryptert": True,
        "krevNiva4Innlogging": True,
        "kunDigitalLevering": False,
        "taushetsbelagtPost": False,
        "utskriftskonfigurasjon": {"tosidig": True, "utskriftMedFarger": False},
        "dokumenter": [
            {
                "filnavn": "risor-2026-031_overgangsmote_m2_2026-06-10_G1.pdf",
                "mimeType": "application/pdf",
                "skalSigneres": False,
                "inneholderPersonsensitivInformasjon": True,
            }
        ],
    }


@pytest.mark.parametrize("protection", ["fortrolig", "strengt fortrolig"])
@every_way
def test_a_protected_recipient_is_refused_in_every_way(protection: Any, mottaker: Mottaker, sending: Sending) -> None:
    with pytest.raises(BtiError) as caught:
        forsendelse(replace(mottaker, adressesperre=protection), sending, navn=NAMES)
    assert [p.code for p in caught.value.problems] == ["U101"]
    assert caught.value.exit_code is ExitCode.CONSENT


def test_a_client_address_is_no_protection() -> None:
    assert forsendelse(replace(KARI, adressesperre="klientadresse"), REFERAT, navn=NAMES)


@pytest.mark.parametrize(
    "shown",
    [
        {"tittel": "Referat fra møte om Ola"},
        {"tittel": "TESTESEN: referat"},
        {"tittel": "Olas referat"},
        {"tittel": "Referat om Lita"},
        {"tittel": "Referat (Bråthen)"},
        {"tittel": "Referat Bra\u030athen"},
        {"tittel": "Referat 12851499979"},
        {"tittel": "Referat 128514 99979"},
        {"tittel": "Testesens referat", "dokumenter": (Dokument("referat_Ola.pdf"),)},
        {"dokumenter": (Dokument("samtykke-kowalski-2026.pdf"),)},
        {"dokumenter": (Dokument("plan-odegard.pdf"),)},
        {"dokumenter": (Dokument("plan-oedegaard.pdf"),)},
        {"dokumenter": (Dokument("cahppes.pdf"),)},
        {"dokumenter": (Dokument("12851499979.pdf"),)},
        {"referanse": "sak/ola"},
        {"korrelasjon": "12851499979"},
        {"konteringskode": "Kowalski"},
    ],
)
def test_no_name_and_no_number_stands_where_others_see_it(shown: dict[str, Any]) -> None:
    assert codes_of(KARI, replace(REFERAT, **shown)) == ["U102"]


@pytest.mark.parametrize(
    "title", ["Referat fra samtale", "Innkalling til møte 12.06.2026 kl. 13.30–14.15", "Von og håp"]
)
def test_words_that_only_look_like_names_are_let_through(title: str) -> None:
    assert forsendelse(KARI, replace(REFERAT, tittel=title), navn=NAMES)["tittel"] == title


FAULTS: dict[str, tuple[Mottaker, Sending, list[str]]] = {
    "no title": (KARI, replace(REFERAT, tittel=" "), ["U103"]),
    "long title": (KARI, replace(REFERAT, tittel="x" * 1001), ["U103"]),
    "title of two lines": (KARI, replace(REFERAT, tittel="a\nb"), ["U103"]),
    "no name": (replace(KARI, navn=" "), REFERAT, ["U104"]),
    "no place": (replace(KARI, poststed=""), REFERAT, ["U105"]),
    "odd postcode": (replace(KARI, postnummer="495"), REFERAT, ["U105"]),
    "too many lines": (replace(KARI, adresselinjer=("a", "b", "c", "d")), REFERAT, ["U105"]),
    "abroad without a place": (replace(KARI, land="Polen", poststed=""), REFERAT, ["U105"]),
    "a wrong number": (replace(KARI, digital_id="12851499978"), REFERAT, ["U106"]),
    "digital without a number": (replace(KARI, digital_id=""), replace(REFERAT, kun_digital=True), ["U107"]),
    "the same file twice": (KARI, replace(REFERAT, dokumenter=(Dokument("a.pdf"), Dokument("A.pdf"))), ["U108"]),
    "no documents": (KARI, replace(REFERAT, dokumenter=()), ["U109"]),
    "odd account": (KARI, replace(REFERAT, konteringskode="a b"), ["U110"]),
    "long account": (KARI, replace(REFERAT, konteringskode="x" * 21), ["U110"]),
    "odd reference": (KARI, replace(REFERAT, referanse="sak æ"), ["U111"]),
    "long reference": (KARI, replace(REFERAT, korrelasjon="x" * 101), ["U111"]),
    "a letter outside ASCII": (KARI, replace(REFERAT, dokumenter=(Dokument("møte.pdf"),)), ["U112"]),
    "a path": (KARI, replace(REFERAT, dokumenter=(Dokument("../a.pdf"),)), ["U112"]),
    "not a PDF": (KARI, replace(REFERAT, dokumenter=(Dokument("a.docx"),)), ["U112"]),
    "a long file name": (KARI, replace(REFERAT, dokumenter=(Dokument("a" * 223 + ".pdf"),)), ["U112"]),
    "level 4 in the clear": (KARI, replace(REFERAT, kryptert=False), ["U113"]),
    "a document to sign and no signing": (KARI, replace(REFERAT, dokumenter=(Dokument("a.pdf", True),)), ["U114"]),
    "signing and nothing to sign": (KARI, replace(REFERAT, signering=Signering("AVANSERT_SIGNATUR")), ["U114"]),
    "a time without a zone": (
        KARI,
        replace(
            REFERAT,
            dokumenter=(Dokument("a.pdf", True),),
            signering=Signering("AVANSERT_SIGNATUR", dt.datetime(2026, 12, 1)),  # noqa: DTZ001 the fault itself
        ),
        ["U114"],
    ),
    "many at once": (
        replace(KARI, navn="", poststed=""),
        replace(REFERAT, tittel="", dokumenter=()),
        ["U104", "U105", "U103", "U109"],
    ),
}


@pytest.mark.parametrize(("mottaker", "sending", "wanted"), FAULTS.values(), ids=FAULTS)
def test_everything_that_is_wrong_is_told_at_once(mottaker: Mottaker, sending: Sending, wanted: list[str]) -> None:
    assert codes_of(mottaker, sending) == wanted


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=12), st.text(max_size=12))
def test_any_words_give_a_payload_or_problems_that_do_not_repeat_them(
    title: str, name: str, number: str, reference: str
) -> None:
    sending = replace(REFERAT, tittel=title, referanse=reference)
    try:
        told = forsendelse(replace(KARI, navn=name, digital_id=number), sending, navn=NAMES)
    except BtiError as error:
        assert all(set(p.words) <= {"number"} for p in error.problems)
    else:
        assert told["tittel"].isprintable() and 0 < len(told["tittel"]) <= 1000
