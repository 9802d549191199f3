"""A talk with the pupil goes in; its words come out."""

from __future__ import annotations

import datetime as dt

from bti_docs.case.elevsamtale import Elevsamtale, Samtaleemne, Skoledag
from bti_docs.context import words as w
from bti_docs.context.labels import CHECKED, UNCHECKED, date, rows
from bti_docs.context.persons import People

_SCALE = ("1", "2", "3", "4", "5")


def pupil_talk(people: People, talk: Elevsamtale | None) -> w.Elevsamtale:
    """Return the words of the talk; an empty form when there is none."""
    said, labels = talk or Elevsamtale(id="x", dato=dt.date.min, hvem="x"), people.labels
    return w.Elevsamtale(
        dato=date(talk.dato) if talk else "",
        hvem=people.name_and_role(talk.hvem) if talk else "",
        informert=labels.yes_no(said.informert),
        utrygg=labels.yes_no(said.utrygg),
        bra=_about(people, said, "bra"),
        faglig=_about(people, said, "faglig"),
        faglig_skala=_scale(said, "faglig"),
        sosialt=_about(people, said, "sosialt"),
        sosialt_skala=_scale(said, "sosialt"),
        skoledag=rows([_day(people, d) for d in said.skoledag], _day_of("", ""), form=talk is None, room=6),
        kropp=_about(people, said, "kropp"),
        hjemme=_about(people, said, "hjemme"),
        ønsker=_about(people, said, "ønsker"),
        trygg_voksen=_about(people, said, "trygg voksen"),
        deling=said.deling,
        lest=labels.yes_no(said.lest_av_eleven),
    )


def _about(people: People, talk: Elevsamtale, subject: Samtaleemne) -> str:
    return "\n".join(people.marked(s.sier, s) for s in talk.svar if s.om == subject and s.sier)


def _scale(talk: Elevsamtale, subject: Samtaleemne) -> list[w.Valg]:
    picked = {str(s.skala) for s in talk.svar if s.om == subject and s.skala}
    return [w.Valg(CHECKED if n in picked else UNCHECKED, n, valgt=n in picked) for n in _SCALE]


def _day(people: People, day: Skoledag) -> w.Skoledag:
    return _day_of(people.marked(day.hva, day), day.hvordan)


def _day_of(what: str, how: str) -> w.Skoledag:
    boxes = (CHECKED if how == each else UNCHECKED for each in ("lett", "greit", "vanskelig"))
    return w.Skoledag(what, *boxes)
