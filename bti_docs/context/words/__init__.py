"""The type of every word that a Word template may use; `Ord` is the root. A word that is missing is an empty text.

One module for each part of the case; a new part gets a module of its own, a line here and a line in `Ord`.
"""

from bti_docs.context.words.base import Delt, Dokument, Fagsystem, Kommune, Lov, Person, Svar, System, Valg
from bti_docs.context.words.consent import Deling, Endring, Samtykke, Tjeneste
from bti_docs.context.words.invitation import Innkalling
from bti_docs.context.words.level import Forløp, Involvert, MeldingKe, Måloppnåelse, Nivåvurdering, Oppfølging
from bti_docs.context.words.log import Brev, Logg, Loggmelding, Loggmøte, Loggrolle, Loggsamtykke, Loggtiltak
from bti_docs.context.words.meeting import Behov, Evaluering, Innspill, Møte, Møtesak, NesteMøte, Overgang, Tiltak
from bti_docs.context.words.people import Barn, Foresatt, Syn
from bti_docs.context.words.plan import Fag, Iop, Omfang, SosialtMål
from bti_docs.context.words.root import Ord
from bti_docs.context.words.talk import Avtale, Observasjon, Samtale
from bti_docs.context.words.team import Drøfting, Faktor, TiltakFra
from bti_docs.context.words.yearly import GittOpplæring, Målvurdering, Årsvurdering

__all__ = [
    "Avtale",
    "Barn",
    "Behov",
    "Brev",
    "Deling",
    "Delt",
    "Dokument",
    "Drøfting",
    "Endring",
    "Evaluering",
    "Fag",
    "Fagsystem",
    "Faktor",
    "Foresatt",
    "Forløp",
    "GittOpplæring",
    "Innkalling",
    "Innspill",
    "Involvert",
    "Iop",
    "Kommune",
    "Logg",
    "Loggmelding",
    "Loggmøte",
    "Loggrolle",
    "Loggsamtykke",
    "Loggtiltak",
    "Lov",
    "MeldingKe",
    "Måloppnåelse",
    "Målvurdering",
    "Møte",
    "Møtesak",
    "NesteMøte",
    "Nivåvurdering",
    "Observasjon",
    "Omfang",
    "Oppfølging",
    "Ord",
    "Overgang",
    "Person",
    "Samtale",
    "Samtykke",
    "SosialtMål",
    "Svar",
    "Syn",
    "System",
    "Tiltak",
    "TiltakFra",
    "Tjeneste",
    "Valg",
    "Årsvurdering",
]
