"""The type of every word that a Word template may use; `Ord` is the root. A word that is missing is an empty text.

One module for each part of the case; a new part gets a module of its own, a line here and a line in `Ord`.
"""

from bti_docs.context.words.absence import (
    Fraværsgrense,
    Fraværsgrunn,
    Fraværsoppfølging,
    Fraværsuke,
    Hjemkontakt,
)
from bti_docs.context.words.analysis import Analyse, Analyseevaluering, Faktor, Faktortiltak, Funn
from bti_docs.context.words.base import Delt, Dokument, Fagsystem, Figur, Kommune, Lov, Person, Svar, System, Valg
from bti_docs.context.words.consent import Deling, Endring, Samtykke, Tjeneste
from bti_docs.context.words.form import Bekymring, Henvisning, MeldtForesatt, Mestring
from bti_docs.context.words.invitation import Innkalling
from bti_docs.context.words.level import Forløp, Involvert, MeldingKe, Måloppnåelse, Nivåvurdering, Oppfølging
from bti_docs.context.words.log import Brev, Logg, Loggmelding, Loggmøte, Loggrolle, Loggsamtykke, Loggtiltak
from bti_docs.context.words.meeting import Behov, Evaluering, Innspill, Møte, Møtesak, NesteMøte, Overgang, Tiltak
from bti_docs.context.words.people import Barn, Foresatt, Syn
from bti_docs.context.words.plan import Fag, Iop, Omfang, SosialtMål
from bti_docs.context.words.pupiltalk import Elevsamtale, Skoledag
from bti_docs.context.words.returning import Hjemmebidrag, Tilbakeføring, Trinn, Utfordring
from bti_docs.context.words.root import Ord
from bti_docs.context.words.safety import Aktivitetsplan, Gjort, Kunnskap, Planevaluering, Plantiltak, Undersøkelse
from bti_docs.context.words.talk import Avtale, Observasjon, Samtale
from bti_docs.context.words.team import Drøfting, Teamfaktor, TiltakFra
from bti_docs.context.words.yearly import GittOpplæring, Målvurdering, Årsvurdering

__all__ = [
    "Aktivitetsplan",
    "Analyse",
    "Analyseevaluering",
    "Avtale",
    "Barn",
    "Behov",
    "Bekymring",
    "Brev",
    "Deling",
    "Delt",
    "Dokument",
    "Drøfting",
    "Elevsamtale",
    "Endring",
    "Evaluering",
    "Fag",
    "Fagsystem",
    "Faktor",
    "Faktortiltak",
    "Figur",
    "Foresatt",
    "Forløp",
    "Fraværsgrense",
    "Fraværsgrunn",
    "Fraværsoppfølging",
    "Fraværsuke",
    "Funn",
    "GittOpplæring",
    "Gjort",
    "Henvisning",
    "Hjemkontakt",
    "Hjemmebidrag",
    "Innkalling",
    "Innspill",
    "Involvert",
    "Iop",
    "Kommune",
    "Kunnskap",
    "Logg",
    "Loggmelding",
    "Loggmøte",
    "Loggrolle",
    "Loggsamtykke",
    "Loggtiltak",
    "Lov",
    "MeldingKe",
    "MeldtForesatt",
    "Mestring",
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
    "Planevaluering",
    "Plantiltak",
    "Samtale",
    "Samtykke",
    "Skoledag",
    "SosialtMål",
    "Svar",
    "Syn",
    "System",
    "Teamfaktor",
    "Tilbakeføring",
    "Tiltak",
    "TiltakFra",
    "Tjeneste",
    "Trinn",
    "Undersøkelse",
    "Utfordring",
    "Valg",
    "Årsvurdering",
]
