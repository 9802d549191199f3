"""The map of a form as `form.yaml` writes it: each field of the PDF and the expression over the words that fills it."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bti_docs.case.types import Heltall, JaNei, Linje, Node, Tekst

Overflyt = Literal["vedlegg", "feil"]
Format = Literal["siffer", "store"]
Tegntype = Literal["tekst", "flerlinje", "celler", "kryss"]


class Avtrykk(Node):
    """What the edition is known by: its fields, their boxes, and the words on its pages, each as a sha256."""

    felt: Linje
    bokser: Linje
    tekst: Linje


class Blankett(Node):
    """One language form of the PDF: its file beside the map, and what that edition is known by."""

    fil: Linje
    avtrykk: Avtrykk | None = None


class Etikett(Node):
    """What a field is called in an attachment and in the text of the form."""

    nb: Linje
    nn: Linje


class Feltregel(Node):
    """What fills a field: an expression, and how its value becomes the field's.

    `valg` turns words of the case into the form's own choices; `på` is the state that a true value switches on. A key
    such as `"Dag|Mnd|År"` splits the value at `del_ved`; `"fnr_{i}"` puts one character in each of `celler` fields.
    """

    verdi: Linje
    valg: dict[str, Linje] = {}
    på: Linje = ""
    format: Format | None = None
    del_ved: Linje = ""
    celler: Annotated[Heltall, Field(ge=1, le=60)] | None = None
    krav: JaNei = False
    overflyt: Overflyt | None = None
    minste: Annotated[Heltall, Field(ge=4, le=20)] | None = None
    etikett: Etikett | None = None


class Tegnet(Node):
    """A value drawn on a page without fields: in a box, or beside a text that the page says (`anker`).

    Lengths are in pt. `x` and `y` are from the page's upper left corner to the box's, as seen; with `anker` they are
    from the end of that text, from its own head. `skrift` is the largest size and `minste` the smallest.
    """

    navn: Linje
    side: Annotated[Heltall, Field(ge=1, le=200)] = 1
    anker: Linje = ""
    x: Tekst = "0"
    y: Tekst = "0"
    bredde: Tekst
    høyde: Tekst
    type: Tegntype = "tekst"
    celler: Annotated[Heltall, Field(ge=1, le=60)] | None = None
    skrift: Annotated[Heltall, Field(ge=4, le=40)] | None = None


class Skjema(Node):
    """A form: its PDF in one or both language forms, what fills its fields, and what is left alone."""

    bti_skjema: Literal["1"]
    id: Linje
    tittel_nb: Linje
    tittel_nn: Linje
    kilde: Tekst = ""
    blanketter: dict[str, Blankett]
    overflyt: Overflyt = "vedlegg"
    minste: Annotated[Heltall, Field(ge=4, le=20)] | None = None
    felt: dict[str, Feltregel] = {}
    ignorer: list[Linje] = []
    tegn: list[Tegnet] = []
