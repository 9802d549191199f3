"""A case goes in; what anyone at all may see of it comes out: that it is there, and nothing about anyone."""

from __future__ import annotations

import datetime as dt

from bti_docs.case.model import Barn, Sak


def untold_to_all(sak: Sak, day: dt.date) -> Sak:
    """Return the case without every person and every text in it: all of that is secret by law.

    What is left is what the journal shows anyone (offentleglova § 10): the case's own id, its number in the archive
    and the school, which a protected pupil does not have. `day` stands where a birth date must be.
    """
    school = sak.barn.skole if sak.barn.adressesperre == "nei" else ""
    return Sak(
        bti_sak=sak.bti_sak,
        id=sak.id,
        saksnavn="",
        kommune=sak.kommune,
        målform=sak.målform,
        barn=Barn(fornavn="", etternavn="", fødselsdato=day, skole=school),
        arkiv=sak.arkiv,
    )
