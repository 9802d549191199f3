"""A case with its own canary in every text, where each of them stands, and whom the rules keep it from."""

from __future__ import annotations

import datetime as dt
import types
import typing
from typing import Any

from bti_docs.case import bekymring as b
from bti_docs.case import model as m
from bti_docs.case import samtykke as c
from bti_docs.case.types import Node, Reference
from tests.case_state import STAFF, START

IDS = {"person": "per", "enhet": "helsestasjonen", "møte": "moter0", "tiltak": "tiltak0", "mål": "mal0"}
IDS |= {"samtykke": "samtykker0"}
LESS = {"dato": START, "av": "mor", "hva": "opplysninger", "deles": ["annet"]}
COVERED = ("faglig", "trivsel", "fravær", "tiltak")
SHIELDED: tuple[dict[str, Any], ...] = (
    {"tema": "trivsel"},
    {"tema": "trivsel", "internt": True},
    {"tema": "trivsel", "skjules_for": ["mor"]},
    {"tema": "trivsel", "skjules_for": ["heidi"]},
    {"tema": "helse"},
    {"tema": "hjem"},
    {"tema": None},
)
BORN = dt.date(2011, 9, 1)
Path = tuple[str | int, ...]


class Filled:
    """A case with its own canary in every text, and where each of them stands."""

    def __init__(self) -> None:
        self.places: dict[str, Path] = {}
        raw = self.node(m.Sak, ())
        raw |= {"bti_sak": "1", "id": "kanarisak", "kommune": "risor", "målform": "nb"}
        raw["barn"] |= {"fødselsdato": BORN, "skole": "hope-barneskole", "adressesperre": "nei"}
        kin = {"mor": "ja", "far": "ja", "medmor": "nei"}
        raw["foresatte"] = [self.node(m.Foresatt, ("foresatte", i)) for i in range(3)]
        for guardian, (name, custody) in zip(raw["foresatte"], kin.items(), strict=True):
            guardian |= {"id": name, "relasjon": name, "foreldreansvar": custody}
        raw["foresatte"][1] |= {"adressesperre": "fortrolig"}
        raw["personer"] = [self.node(m.Person, ("personer", i)) for i in range(3)]
        for person, (who, unit) in zip(raw["personer"], STAFF.items(), strict=True):
            person |= {"id": who, "enhet": unit}
        consents = [self.node(c.Samtykke, ("samtykker", i)) for i in range(2)]
        for consent, sort in zip(consents, ("stafettlogg", "deling"), strict=True):
            consent.update(self.given(consent, sort))
        raw["samtykker"] = consents
        raw["stafettlogg"]["deltakere"] = [{"hvem": "heidi", "fra": START, "godkjent_av": ["mor", "far"]}]
        meetings = [self.node(m.Møte, ("møter", i)) for i in range(3)]
        for meeting, sort in zip(meetings, ("stafettloggmøte", "overgangsmøte 1", "ressursteam"), strict=True):
            meeting |= {"type": sort, "innkalt": ["mor", "far", "medmor", "barn", "heidi"]}
        raw["møter"] = meetings
        # a report that a guardian does not know of stops everything
        reports = [self.node(b.Orientert, ("bekymring", "foresatte", i)) for i in range(3)]
        raw["bekymring"]["foresatte"] = [r | {"hvem": k, "orientert": True} for r, k in zip(reports, kin, strict=True)]
        self.sak = m.Sak.model_validate(raw)

    def given(self, raw: dict[str, Any], sort: str) -> dict[str, Any]:
        yes = [
            {"hvem": who, "dato": START, "form": "muntlig", "notat": self.text((raw["id"], who))}
            for who in ("mor", "far", "barn")
        ]
        mine = {"tjeneste": "helsestasjonen", "retning": "gi", "deles": COVERED}
        limits = [{"tema": "helse", "hva": self.text(("avgrenset",))}]
        other = {"tjeneste": "ppt", "retning": "gi", "deles": ["faglig"], "avgrenset": limits}
        return {"gjelder": sort, "status": "gitt", "gitt_av": yes, "endringer": [LESS], "deles": COVERED} | {
            "gjelder_fra": START,
            "gjelder_til": START + dt.timedelta(days=300),
            "tjenester": ["helsestasjonen", "ppt"],
            "tilgang": [],
            "matrise": [mine, other] if sort == "deling" else [],
        }

    def text(self, path: Path) -> str:
        canary = f"zqkanari{len(self.places)}qz"
        self.places[canary] = path
        return canary

    def node(self, model: type[Node], path: Path) -> dict[str, Any]:
        hints = typing.get_type_hints(model, include_extras=True)
        return {name: self.value(hint, (*path, name)) for name, hint in hints.items() if name in model.model_fields}

    def value(self, hint: Any, path: Path) -> Any:
        origin, inner = typing.get_origin(hint), typing.get_args(hint)
        if origin in (types.UnionType, typing.Union):
            return self.value(next(x for x in inner if x is not type(None)), path)
        if origin is list:
            return self.list_of(inner[0], path)
        if origin is typing.Literal:
            return inner[0]
        if origin is typing.Annotated:
            return self.annotated(inner, path)
        if isinstance(hint, type) and issubclass(hint, Node):
            return self.node(hint, path)
        return "10:00" if hint not in (str, bool) else self.text(path) if hint is str else False

    def list_of(self, hint: Any, path: Path) -> list[Any]:
        if isinstance(hint, type) and issubclass(hint, m.Vern):
            return [self.node(hint, (*path, i)) | shield for i, shield in enumerate(SHIELDED)]
        refers = any(isinstance(x, Reference) for x in getattr(hint, "__metadata__", ()))
        return [] if refers or typing.get_origin(hint) is typing.Literal else [self.value(hint, (*path, 0))]

    def annotated(self, inner: tuple[Any, ...], path: Path) -> Any:
        kind, marks = inner[0], inner[1:]
        refers = [mark.to for mark in marks if isinstance(mark, Reference)]
        if refers:
            return IDS[refers[0]]
        if path[-1] == "id":
            return f"{path[0]}{path[1] if len(path) > 2 else 0}".replace("ø", "o").replace("å", "a")
        if path[-1] == "fødselsnummer":
            return "12851499979"
        return {dt.date: START, bool: False, int: 1}.get(kind) if kind is not str else self.text(path)


def kept_from(filled: Filled, reader: str) -> set[str]:
    """Return the canaries that the rules keep from a reader of any document."""
    test = kept_from_service if reader == "helsestasjonen" else kept_from_family
    return {canary for canary, path in filled.places.items() if kept_from_all(path) or test(path, reader)}


def kept_from_all(path: Path) -> bool:
    contact = {"telefon", "epost", "adresse"} & set(path)
    return (
        path[0] == "andre_barn"
        or (path[0] == "personer" and bool(contact))
        or (path[:2] == ("foresatte", 1) and bool(contact))  # the father is protected
        or shield_of(path).get("internt", False)
    )


LISTS = {"kontakt", "årsaker", "svar", "skoledag", "informasjon", "faktorer", "trapp", "utfordringer", "hjemmet"}
LISTS |= {"kunnskap", "undersøkelser", "logg", "prøvd", "følges_opp"}


def shield_of(path: Path) -> dict[str, Any]:
    """Return how an observation, a matter, a round, an evaluation, a measure or a message is shielded."""
    lists = {"observasjoner", "saker", "runde", "evaluering", "tiltak", "meldinger", *LISTS}
    at = next((i for i, key in enumerate(path[:-1]) if key in lists and isinstance(path[i + 1], int)), None)
    return {} if at is None else {"item": path[at], **SHIELDED[int(path[at + 1])]}


def kept_from_family(path: Path, reader: str) -> bool:
    item = shield_of(path)
    if reader in item.get("skjules_for", []):
        return True
    about_others = item.get("tema") == "hjem" or item.get("item") in ("runde", "meldinger")
    about_others = about_others or path[0] == "oppmerksomhetssamtale"
    held_back = {"foresatt_syn", "viktig_for_familien", "deles_ikke", "tjenester_ikke", "avgrenset"} & set(path)
    return reader == "medmor" and bool(about_others or held_back)


def kept_from_service(path: Path, reader: str) -> bool:
    """A service sees what has a theme that is covered, names and heads; every other text is kept from it."""
    item = shield_of(path)
    if item:
        theme = item.get("tema") or ("tiltak" if item["item"] in ("tiltak", "evaluering", "prøvd") else "annet")
        return theme not in COVERED or "heidi" in item.get("skjules_for", [])
    named = path[0] in ("saksnavn", "arkiv", "barn", "foresatte", "personer") and "syn" not in path
    plain = {"formål", "sted", "lenke", "tolk", "språk", "faglig", "sosialt"} & set(path) or path[0] == "mål"
    closed = {"oppmerksomhetssamtale", "iop", "iop_årsvurdering", "nivåvurderinger", "melding_ke", "innkalling"}
    return not (named or "lenke" in path or (plain and not closed & set(path)))
