"""What kinds of archive document there are, which formats last, and which words no public title may hold: data."""

from __future__ import annotations

from typing import Literal

from bti_docs.case.types import Dato, Id, JaNei, Linje, Node


class Arkivtype(Node):
    """One kind of archive document, in Noark 5's words (KS Fiks Arkiv's code lists).

    `nb` and `nn` are its public title. A municipality without codes of its own for it uses those of `som`. `til_andre`
    marks what is made for one reader and goes to them; `egne_koder` what must have codes of its own (rule R17).
    """

    id: Id
    nb: Linje
    nn: Linje
    journalposttype: Literal["I", "U", "N", "X"]
    journalstatus: Linje
    dokumenttype: Linje
    som: Linje = ""
    til_andre: JaNei = False
    egne_koder: JaNei = False


class Arkivformater(Node):
    """The formats that an archive takes without asking (PRONOM ids), and the day and place they were looked up."""

    tillatt: list[Linje]
    sjekket: Dato
    kilde: Linje


class Arkivregler(Node):
    """Everything about archiving that is the same for every municipality."""

    typer: list[Arkivtype]
    formater: Arkivformater
    ikke_offentlige_ord: list[Linje]

    def type(self, name: str) -> Arkivtype | None:
        """Return the archive type called `name`; None when there is none."""
        return next((t for t in self.typer if t.id == name), None)
