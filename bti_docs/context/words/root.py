"""The root of all words that a template may use."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.words.absence import Fraværsoppfølging
from bti_docs.context.words.analysis import Analyse
from bti_docs.context.words.base import Dokument, Kommune, Lov, Person, System
from bti_docs.context.words.consent import Endring, Samtykke
from bti_docs.context.words.form import Bekymring, Henvisning
from bti_docs.context.words.invitation import Innkalling
from bti_docs.context.words.level import MeldingKe, Nivåvurdering
from bti_docs.context.words.log import Brev, Logg
from bti_docs.context.words.meeting import Møte, Overgang
from bti_docs.context.words.people import Barn, Foresatt
from bti_docs.context.words.plan import Iop
from bti_docs.context.words.pupiltalk import Elevsamtale
from bti_docs.context.words.returning import Tilbakeføring
from bti_docs.context.words.safety import Aktivitetsplan
from bti_docs.context.words.talk import Samtale
from bti_docs.context.words.team import Drøfting
from bti_docs.context.words.yearly import Årsvurdering


@dataclass(frozen=True)
class Ord:
    """Everything a template may say. Words are always there; what the case does not have yet is empty."""

    kommune: Kommune
    system: System
    dokument: Dokument
    lov: Lov
    barn: Barn
    foresatte: list[Foresatt]
    stafettholdere: list[Person]
    deltakere: list[Person]
    logg_opprettet: str
    samtykke: Samtykke
    samtale: Samtale
    møte: Møte
    overgang: Overgang
    iop: Iop
    innkalling: Innkalling
    drøfting: Drøfting
    årsvurdering: Årsvurdering
    nivåvurdering: Nivåvurdering
    melding_ke: MeldingKe
    endring: Endring
    logg: Logg
    henvisning: Henvisning
    bekymring: Bekymring
    brev: Brev
    fraværsoppfølging: Fraværsoppfølging
    elevsamtale: Elevsamtale
    analyse: Analyse
    tilbakeføring: Tilbakeføring
    aktivitetsplan: Aktivitetsplan
