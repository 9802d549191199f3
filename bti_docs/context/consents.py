"""A consent from the case goes in; the consent's words come out, the matrix of services and information too."""

from __future__ import annotations

import datetime as dt
from typing import get_args

from bti_docs.case.samtykke import Delingsrad, Samtykke
from bti_docs.case.validity import withdrawn
from bti_docs.case.vocabulary import Tema
from bti_docs.context import words as w
from bti_docs.context.labels import CHECKED, UNCHECKED, date
from bti_docs.context.persons import People

_THEMES: tuple[str, ...] = get_args(Tema)
_NO_SCHOOLS = frozenset({"barneskole", "ungdomsskole", "kombinert skole", "skoleeier"})


def consent(people: People, samtykke: Samtykke | None) -> w.Samtykke:
    """Return the consent's words; an empty consent to be filled by hand when there is none."""
    labels = people.labels
    given = samtykke if samtykke and samtykke.status != "utkast" else None
    rows = _matrix(people, samtykke)
    return w.Samtykke(
        formål=samtykke.formål if samtykke else "",
        anledning=labels.choices("anledning", _chosen(samtykke.anledning if samtykke else None)),
        tjenester=_services(people, samtykke),
        matrise=rows,
        grenser=[r for r in rows if r.grense],
        deles=labels.choices("tema", samtykke.deles if samtykke else ()),
        deles_ikke="\n".join([*samtykke.deles_ikke, *_limits_of_log(rows, samtykke)]) if samtykke else "",
        ingen_avgrensning=labels.yes_no(_no_limits(samtykke)),
        tjenester_ikke="\n".join(samtykke.tjenester_ikke) if samtykke else "",
        drøftes_med_navn=labels.yes_no(samtykke.drøftes_med_navn if samtykke else None),
        **_informed(people, samtykke),
        gjelder_fra=date(samtykke.gjelder_fra) if samtykke else "",
        gjelder_til=date(samtykke.gjelder_til) if samtykke else "",
        gitt=bool(samtykke and samtykke.status == "gitt"),
        avslått=bool(samtykke and samtykke.status == "avslått"),
        trukket=_withdrawn(people, samtykke),
        status=labels.of("samtykkestatus", _status(samtykke) if samtykke else None),
        former=labels.choices("samtykkeform", (a.form for a in given.gitt_av) if given else ()),
    )


def in_one_line(people: People, samtykke: Samtykke | None) -> str:
    """Return date, scope and expiry of a consent in one line, for minutes; empty when there is none."""
    if samtykke is None:
        return ""
    labels = people.labels
    ended = _withdrawn(people, samtykke)
    answered = labels.listed([date(day) for day in sorted({a.dato for a in samtykke.gitt_av})])
    shared = labels.listed([labels.of("tema", t).lower() for t in samtykke.deles])
    gjelder = labels.of("samtykkegjelder", samtykke.gjelder)
    parts = [
        labels.sentence("samtykke_til", gjelder=gjelder, status=labels.of("samtykkestatus", _status(samtykke))),
        answered and labels.sentence("samtykke_gitt_dato", datoer=answered),
        shared and labels.sentence("samtykke_omfang", deles=shared),
        samtykke.gjelder_til and labels.sentence("samtykke_til_dato", dato=date(samtykke.gjelder_til)),
        ended[:1].lower() + ended[1:],
    ]
    return "; ".join(str(p) for p in parts if p)


def _chosen(value: str | None) -> tuple[str, ...]:
    return () if value is None else (value,)


def _no_limits(samtykke: Samtykke | None) -> bool | None:
    """An empty `deles_ikke` that was written down is an active answer: nothing is held back."""
    if samtykke is None or samtykke.ingen_avgrensning is not None:
        return samtykke.ingen_avgrensning if samtykke else None
    return not samtykke.deles_ikke if "deles_ikke" in samtykke.model_fields_set else None


def _informed(people: People, samtykke: Samtykke | None) -> dict[str, str]:
    by = samtykke.informert_av if samtykke else None
    child = samtykke.barnet_informert if samtykke else None
    return {
        "barnet_informert_av": people.name_and_role(child.av) if child else "",
        "barnet_informert_dato": date(child.dato) if child else "",
        "informert_av": people.name_and_role(by.hvem) if by else "",
        "informert_dato": date(by.dato) if by else "",
        "informert_språk": by.språk if by else "",
        "informert_tolk": by.tolk if by else "",
    }


def _services(people: People, samtykke: Samtykke | None) -> list[w.Tjeneste]:
    named = samtykke.tjenester if samtykke else []
    rights = {t.tjeneste: t.rett for t in samtykke.tilgang} if samtykke else {}
    rows = [_service(people.unit(unit), rights.get(unit)) for unit in named]
    return rows or [_service(people.unit(u), None) for u in _other_services(people)] + [_service("", None)] * 2


def _service(name: str, right: str | None) -> w.Tjeneste:
    boxes = (UNCHECKED, UNCHECKED) if right is None else (_box(right != "ingen"), _box(right == "skrive"))
    return w.Tjeneste(name, *boxes)


def _box(on: bool) -> str:
    return CHECKED if on else UNCHECKED


def _other_services(people: People) -> list[str]:
    """Return the municipality's services outside the schools, for a form to be filled by hand."""
    return [key for key, unit in people.profil.enheter.items() if unit.type not in _NO_SCHOOLS]


def _status(samtykke: Samtykke) -> str:
    """Return the status; a change that takes everything back outweighs what the consent still says of itself."""
    return samtykke.status if withdrawn(samtykke) == dt.date.max else "trukket"


def _limits_of_log(rows: list[w.Deling], samtykke: Samtykke) -> list[str]:
    """Return the limits of the matrix for the consent to a log, whose document has no matrix to show them in."""
    return [f"{row.tjeneste}: {row.grense}" for row in rows if row.grense] if samtykke.gjelder == "stafettlogg" else []


def _withdrawn(people: People, samtykke: Samtykke | None) -> str:
    """Return that the consent is withdrawn, and from when where that is known; empty when it is not."""
    first = withdrawn(samtykke) if samtykke else dt.date.max
    if first == dt.date.max:
        return ""
    labels = people.labels
    return labels.sentence("trukket") if first == dt.date.min else labels.sentence("trukket_fra", dato=date(first))


def _matrix(people: People, samtykke: Samtykke | None) -> list[w.Deling]:
    if samtykke is None or not (samtykke.matrise or samtykke.tjenester):
        return [_open_row(people.unit(unit)) for unit in _other_services(people)] + [_open_row("")] * 2
    listed = {row.tjeneste for row in samtykke.matrise}
    others = [unit for unit in dict.fromkeys(samtykke.tjenester) if unit not in listed]
    return [_row(people, row) for row in samtykke.matrise] + [_listed_row(people, samtykke, u) for u in others]


def _listed_row(people: People, samtykke: Samtykke, unit: str) -> w.Deling:
    """Return the row of a service that the matrix does not name.

    The consent's own list answers for it; beside a matrix it gets nothing, and in a draft nobody has answered yet.
    """
    closed = any(t.tjeneste == unit and t.rett == "ingen" for t in samtykke.tilgang)
    shared = [] if samtykke.matrise or closed else samtykke.deles
    if not shared and samtykke.status == "utkast":
        return _open_row(people.unit(unit))
    cells = {theme: people.labels.of("svar", _answer(theme, shared, {})) for theme in _THEMES}
    return w.Deling(people.unit(unit), "", **cells, grense="")


def _open_row(name: str) -> w.Deling:
    return w.Deling(name, "", **dict.fromkeys(_THEMES, UNCHECKED), grense="")


def _row(people: People, row: Delingsrad) -> w.Deling:
    labels = people.labels
    limits = {a.tema: a.hva for a in row.avgrenset}
    cells = {theme: labels.of("svar", _answer(theme, row.deles, limits)) for theme in _THEMES}
    said = "; ".join(f"{labels.of('tema', theme)}: {what}" for theme, what in limits.items())
    return w.Deling(people.unit(row.tjeneste), labels.of("retning", row.retning), **cells, grense=said)


def _answer(theme: str, shared: list[Tema], limits: dict[Tema, str]) -> str:
    if theme in limits:
        return "noe"
    return "ja" if theme in shared else "nei"
