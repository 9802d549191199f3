"""The shelf behind the words: laws, printed words and the fields of every kind, each real and in force."""

from __future__ import annotations

import dataclasses
import datetime as dt
import types
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bti_docs.case import model, samtykke, vocabulary
from bti_docs.case.types import Node
from bti_docs.context.build import Setting, citations
from bti_docs.context.missing import word
from bti_docs.docx.fill import parsed_parts
from bti_docs.docx.package import open_package
from bti_docs.library import built_in
from tests.context_words import BLANK, DAY, RISOR, SHELVES, edited, opened, said


class TestLaws:
    def setting(self) -> Setting:
        return Setting(opened(RISOR).municipality.profil, SHELVES.laws(), SHELVES.words(), "nb")

    def test_a_repealed_section_is_not_among_the_words(self) -> None:
        now, before = citations(self.setting(), DAY), citations(self.setting(), dt.date(2024, 7, 31))
        assert now["oppl_24_1"] == "opplæringslova §\u00a024-1"
        assert "oppl1998_9_a_4" not in now
        assert "oppl1998_9_a_4" in before
        assert "oppl_24_1" not in before

    @pytest.mark.parametrize("law", [law for law in SHELVES.laws() if law.til], ids=lambda law: law.id)
    def test_a_section_is_a_word_on_its_first_and_last_day_and_not_outside(self, law: Any) -> None:
        one = dt.timedelta(days=1)
        assert law.id in citations(self.setting(), law.fra)
        assert law.id in citations(self.setting(), law.til)
        assert law.id not in citations(self.setting(), law.fra - one)
        assert law.id not in citations(self.setting(), law.til + one)

    def test_a_section_is_cited_in_the_language_form(self) -> None:
        nn = dataclasses.replace(self.setting(), form="nn")
        assert citations(self.setting(), DAY)["fvl_13"] == "forvaltningsloven §\u00a013"
        assert citations(nn, DAY)["fvl_13"] == "forvaltningslova §\u00a013"

    def test_no_two_sections_share_an_id(self) -> None:
        ids = [law.id for law in SHELVES.laws()]
        assert len(ids) == len(set(ids))


def literals(annotation: Any) -> Iterator[tuple[str, ...]]:
    """Yield the words of every Literal inside an annotation."""
    if typing.get_origin(annotation) is typing.Literal:
        yield typing.get_args(annotation)
    for inner in typing.get_args(annotation):
        if isinstance(inner, type | types.GenericAlias) or typing.get_origin(inner) is not None:
            yield from literals(inner)


NODES = [n for n in vars(model).values() if isinstance(n, type) and issubclass(n, Node) and n is not Node]
CHOICES = [
    (node.__name__, name, choice)
    for node in NODES
    for name, field in node.model_fields.items()
    for choice in literals(field.annotation)
]
# What the case chooses but no document prints: how it is stored, sent or shielded.
# A PDF form prints its own words beside what is ticked.
UNPRINTED = {"bti_sak", "målform", "adressesperre", "kopi", "type", "status", "grunner", "ønsker", "vilkår"}


class TestPrintedWords:
    @pytest.mark.parametrize(("node", "name", "choice"), CHOICES, ids=lambda v: v if isinstance(v, str) else "")
    def test_every_choice_of_the_case_is_printed_in_both_language_forms(
        self, node: str, name: str, choice: tuple[str, ...]
    ) -> None:
        printed = [group for group in SHELVES.words().values() if set(choice) <= set(group)]
        assert printed or name in UNPRINTED, f"{node}.{name}: {choice}"

    def test_the_word_list_is_filled_in_both_language_forms(self) -> None:
        for group, entries in SHELVES.words().items():
            for key, entry in entries.items():
                assert entry.nb.strip(), f"{group}.{key}"
                assert entry.nn.strip(), f"{group}.{key}"

    def test_a_sentence_takes_the_same_parts_in_both_language_forms(self) -> None:
        for key, entry in SHELVES.words()["setning"].items():
            parts = [{p.split("}")[0] for p in text.split("{")[1:]} for text in (entry.nb, entry.nn)]
            assert parts[0] == parts[1], key

    def test_an_unlisted_role_is_printed_as_it_was_written(self) -> None:
        unlisted = edited(RISOR, ("rolle: spesialpedagog", "rolle: logoped"))
        assert said(unlisted, "bti_motereferat", "m1").møte.referent == "Sara Støtte (logoped)"


KINDS = [SHELVES.kind(k) for k in SHELVES.kinds()]
FIELDS = [(kind, field) for kind in KINDS for field in kind.felt]


def key_is_real(model_: type[Node], key: str) -> bool:
    """Tell whether a dotted key leads somewhere in the case from `model_`."""
    for step in key.split("."):
        field = getattr(model_, "model_fields", {}).get(step)
        if field is None:
            return False
        model_ = next(iter(nodes_in(field.annotation)), model_)
    return True


def nodes_in(annotation: Any) -> Iterator[type[Node]]:
    if isinstance(annotation, type) and issubclass(annotation, Node):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from nodes_in(inner)


PARTS: dict[str, type[Node]] = {
    "samtykker": samtykke.Samtykke,
    "endringer": samtykke.Endring,
    "stafettlogg": model.Stafettlogg,
    "møter": model.Møte,
    "oppmerksomhetssamtale": model.Oppmerksomhetssamtale,
    "iop": model.Iop,
    "fraværsoppfølging": model.Fraværsoppfølging,
    "elevsamtaler": model.Elevsamtale,
    "pedagogisk_analyse": model.PedagogiskAnalyse,
    "tilbakeføringsplan": model.Tilbakeføringsplan,
    "aktivitetsplan": model.Aktivitetsplan,
    "henvisning": model.Henvisning,
    "bekymring": model.Bekymring,
    "innkallinger": model.Møte,
    "iop_årsvurdering": model.Årsvurdering,
    "nivåvurderinger": model.Nivåvurdering,
    "melding_ke": model.MeldingKe,
}
# What a document is made from by no part of a case.
NO_PART = {"kopier", "ingen"}
# What only the consent to a log says, not every consent.
LOG_ONLY = {"formal", "hva_er", "system", "stafettholder", "deltakere", "info_ja", "info_nei"}
# What nobody writes in a case: it comes from the profile or the reader, or stands on the poster.
NOT_WRITTEN = {
    "samtykke_stafettlogg": {"system"},
    "stafettlogg_utskrift": {"mottaker", "innhold", "utlevering"},
    "infoplakat": {"trinn", "navn", "qr"},
    "bekymringsmelding": {"kommunenr"},
}
# What a whole list is asked for, and where each of its rows says it.
SAID_BY_ROW = {
    "aktivitetsplan.når": "t.når",
    "aktivitetsplan.hvem": "t.ansvarlig",
    "aktivitetsplan.evalueres": "t.evalueres",
}


def written_in(kind: str) -> str:
    """The codes of a kind's template, or the map of its form."""
    form = SHELVES.form(kind)
    if form:
        return form.read_text(encoding="utf-8")
    package = open_package((built_in() / "kinds" / kind / "nb.docx").read_bytes(), file=kind)
    return " ".join(code.text for part in parsed_parts(package) for code in part.codes)


class TestKinds:
    @pytest.mark.parametrize(("kind", "field"), FIELDS, ids=lambda v: v.id)
    def test_a_fields_word_and_key_are_real(self, kind: Any, field: Any) -> None:
        if field.ord:
            word(said(BLANK, kind.id), field.ord)
        if field.nøkkel:
            start = model.Sak if field.nøkkel.startswith("/") else PARTS[kind.gjelder.del_]
            assert key_is_real(start, field.nøkkel.removeprefix("/"))
        assert bool(field.ord) >= bool(field.nøkkel)

    @pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.id)
    def test_a_kind_cites_only_sections_that_are_on_the_shelf_and_in_force(self, kind: Any) -> None:
        in_force = {law.id for law in SHELVES.laws() if law.in_force(DAY)}
        assert set(kind.hjemmel) <= in_force
        assert kind.hjemmel

    @pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.id)
    def test_a_kind_is_called_what_its_folder_is_and_names_no_field_twice(self, kind: Any) -> None:
        ids = [f.id for f in kind.felt]
        assert SHELVES.manifest(kind.id).parent.name == kind.id
        assert len(ids) == len(set(ids))

    @pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.id)
    def test_a_kind_holds_every_required_field_of_the_domains_list(
        self, kind: Any, shared: Callable[[str], Path]
    ) -> None:
        documents = yaml.safe_load(shared("domain/documents.yaml").read_text(encoding="utf-8"))["documents"]
        of = {
            d["id"]: {f["id"].replace("[]", ""): f["req"] for s in d["sections"] for f in s["fields"]}
            for d in documents
        }
        required = {name for name, req in of.get(kind.id, {}).items() if req.startswith("R")}
        if "som1" in required:  # the fields that every consent shares with the first document
            required |= {name for name, req in of["samtykke_stafettlogg"].items() if req == "R"} - LOG_ONLY
            required -= {"som1"}
        have = {f.id: f.krav for f in kind.felt}
        assert required <= set(have)
        assert {have[name] for name in required} <= {"R"}

    @pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.id)
    def test_every_field_that_a_person_fills_has_a_key_in_the_case(
        self, kind: Any, shared: Callable[[str], Path]
    ) -> None:
        documents = yaml.safe_load(shared("domain/documents.yaml").read_text(encoding="utf-8"))["documents"]
        asked = [f for d in documents if d["id"] == kind.id for s in d["sections"] for f in s["fields"]]
        filled = {f["id"].replace("[]", "") for f in asked if f["type"] not in ("const", "auto", "sig", "ref")}
        keyless = {f.id for f in kind.felt if not f.nøkkel}
        assert filled & keyless == NOT_WRITTEN.get(kind.id, set())

    @pytest.mark.parametrize("kind", KINDS, ids=lambda k: k.id)
    def test_every_field_has_its_place_in_the_template(self, kind: Any) -> None:
        codes = written_in(kind.id)
        assert not [f.ord for f in kind.felt if f.ord and f.ord not in codes and f.ord not in SAID_BY_ROW]
        assert all(word_ in codes for part, word_ in SAID_BY_ROW.items() if part.startswith(f"{kind.id}."))

    def test_every_part_of_a_case_that_a_document_is_made_from_has_a_kind(self) -> None:
        consents = {c for k in KINDS for c in k.gjelder.samtykke}
        meetings = {m for k in KINDS for m in k.gjelder.møte}
        assert consents == set(typing.get_args(vocabulary.Samtykkegjelder))
        assert meetings == set(typing.get_args(vocabulary.Møtetype))
        assert {k.gjelder.del_ for k in KINDS} == {*PARTS, *NO_PART}
