"""A ressursteam's meeting goes in; the words of its discussion come out."""

from __future__ import annotations

from bti_docs.case import model as m
from bti_docs.case.roles import at_home
from bti_docs.context import words as w
from bti_docs.context.labels import date, rows
from bti_docs.context.meetings import measures
from bti_docs.context.persons import People

_BANDS = ((4, "1-4"), (7, "5-7"), (10, "8-10"), (13, "vg"))
_EMPTY_MEASURE = w.TiltakFra("", "", "", "", "")


def discussion(people: People, møte: m.Møte | None) -> w.Drøfting:
    """Return the words of the discussion; an empty form when there is none."""
    labels = people.labels
    said = møte.drøfting if møte else None
    factors = (
        [w.Teamfaktor(labels.of("faktor", f.type), people.marked(f.hva, f)) for f in said.faktorer] if said else []
    )
    return w.Drøfting(
        anonym=bool(said and said.form == "anonym"),
        form=labels.choices("drøftingsform", (said.form,) if said else ()),
        meldt_av=people.name_and_role(said.meldt_av) if said else "",
        meldt=date(said.meldt) if said else "",
        trinn=_band(people),
        problemstilling=said.problemstilling if said else "",
        faktorer=rows(factors, w.Teamfaktor("", ""), form=said is None),
        tilbud=labels.choices("tilbud", said.tilbud if said else ()),
        tiltak=rows([_measure(people, t) for t in measures(people.sak, møte)], _EMPTY_MEASURE, form=møte is None),
        skolens_rolle=said.skolens_rolle if said else "",
    )


def _band(people: People) -> str:
    """Return the band of school years that the pupil is in; empty when the year is not known."""
    year = people.sak.barn.trinn
    band = next((name for last, name in _BANDS if year is not None and year <= last), None)
    return people.labels.of("hovedtrinn", band)


def _measure(people: People, tiltak: m.Tiltak) -> w.TiltakFra:
    """Return a measure with where it comes from: the home, or the unit of whoever answers for it."""
    home = at_home(people.sak, tiltak.ansvar)
    where = people.labels.sentence("hjemmet") if home else people.person(tiltak.ansvar).enhet if tiltak.ansvar else ""
    what = people.marked(tiltak.hva, tiltak)
    return w.TiltakFra(where, what, people.name(tiltak.ansvar), date(tiltak.start), date(tiltak.frist))
