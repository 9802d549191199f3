"""A case and a reader go in; the case without what tells the reader of those who are kept apart from them comes out."""

from __future__ import annotations

from bti_docs.case.elevsamtale import Elevsamtale
from bti_docs.case.fravarsoppfolging import Hjemkontakt
from bti_docs.case.model import Barn, Foresatt, Møte, Sak
from bti_docs.case.roles import PUPIL, at_home
from bti_docs.case.tilbakeforing import Hjemmebidrag
from bti_docs.case.vern import Vern
from bti_docs.view.contacts import shielded
from bti_docs.view.readers import Reader


def kept_apart(sak: Sak, reader: Reader) -> frozenset[str]:
    """Return the ids of the guardians who are protected, or kept from this reader (rule R02)."""
    return frozenset(g.id for g in sak.foresatte if shielded(g.id, g, reader))


def is_of(item: Vern, apart: frozenset[str], sak: Sak, reader: Reader) -> bool:
    """Tell whether an item is what one of two homes told the school, or does, and the reader is of the other."""
    if reader.id == PUPIL or not at_home(sak, reader.id):
        return False
    match item:
        case Hjemkontakt():
            return item.med in apart
        case Hjemmebidrag():
            return item.ansvar in apart
    return False


def without_apart(sak: Sak, reader: Reader, apart: frozenset[str]) -> Sak:
    """Return the case without when those kept apart were given something, and without what the pupil has agreed to.

    Where one of them is strengt fortrolig, when and where the next meeting is goes too: whoever is to come is told.

    What the pupil lets the school tell, and whom, may be just what one of these is not to hear (domain.md 14b): it is
    for the pupil and the school.
    """
    yearly = sak.iop_årsvurdering
    talks = sak.elevsamtaler if reader.id == PUPIL else [_untold(talk) for talk in sak.elevsamtaler]
    if yearly:
        yearly = yearly.model_copy(update={"tilgang": [t for t in yearly.tilgang if t.hvem not in apart]})
    meetings = [m.model_copy(update={"neste": None}) for m in sak.møter] if _strictly(sak, apart) else sak.møter
    return sak.model_copy(update={"iop_årsvurdering": yearly, "elevsamtaler": talks, "møter": meetings})


def _strictly(sak: Sak, apart: frozenset[str]) -> bool:
    """Tell whether one kept apart is strengt fortrolig: when and where we meet then tells where they will be."""
    return any(g.adressesperre == "strengt fortrolig" for g in sak.foresatte if g.id in apart)


def without_called(sak: Sak, apart: frozenset[str]) -> Sak:
    """Return the case without those kept apart among the invited, nor the interpreter who comes for them alone."""
    return sak.model_copy(update={"møter": [_called(sak, møte, apart) for møte in sak.møter]})


def _called(sak: Sak, møte: Møte, apart: frozenset[str]) -> Møte:
    left = [who for who in møte.innkalt if who not in apart]
    coming: list[Foresatt | Barn] = [
        *(g for g in sak.foresatte if g.id in left),
        *([sak.barn] if PUPIL in left else []),
    ]
    needed = møte.tolk and any(p.tolk or p.språk == møte.tolk.språk for p in coming)
    gone = len(left) < len(møte.innkalt) and not needed
    said = møte.innkalling
    if said:
        named = dict.fromkeys(key for key in ("kontakt", "elev_snakker_med") if getattr(said, key) in apart)
        said = said.model_copy(update=named)
    return møte.model_copy(
        update={
            "innkalt": left,
            "innkalling": said,
            "leder": None if møte.leder in apart else møte.leder,
            "tolk": None if gone else møte.tolk,
        }
    )


def _untold(talk: Elevsamtale) -> Elevsamtale:
    return talk.model_copy(update={"deling": ""})
