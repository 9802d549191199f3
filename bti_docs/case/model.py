"""The typed case and its municipality profile: the keys of the YAML files, with their types and references."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from bti_docs.case.aktivitetsplan import Aktivitetsplan
from bti_docs.case.analyse import PedagogiskAnalyse
from bti_docs.case.arsvurdering import Årsvurdering
from bti_docs.case.bekymring import Bekymring
from bti_docs.case.drofting import Drøfting
from bti_docs.case.elevsamtale import Elevsamtale
from bti_docs.case.fravar import Fravær
from bti_docs.case.fravarsoppfolging import Fraværsoppfølging
from bti_docs.case.henvisning import Henvisning
from bti_docs.case.innkalling import Innkalling
from bti_docs.case.melding_ke import MeldingKe
from bti_docs.case.nivavurdering import Nivåvurdering
from bti_docs.case.periode import Periode
from bti_docs.case.prosedyre import Steg
from bti_docs.case.samtykke import Samtykke
from bti_docs.case.tilbakeforing import Tilbakeføringsplan
from bti_docs.case.types import (
    Dato,
    EnhetId,
    Fødselsnummer,
    Heltall,
    Id,
    JaNei,
    Klokkeslett,
    Linje,
    MålId,
    MøteId,
    Node,
    PersonId,
    Rolle,
    SamtykkeId,
    Tekst,
)
from bti_docs.case.vern import Evaluering, Vern
from bti_docs.case.vocabulary import (
    Adressesperre,
    Arena,
    Konklusjon,
    Målform,
    Møtetype,
    Relasjon,
    Synsform,
    Tolkeform,
    Utfall,
)


class Syn(Node):
    """The pupil's own view; `ikke innhentet` needs a reason (opplæringslova § 10-2)."""

    dato: Dato
    form: Synsform
    hentet_av: PersonId | None = None
    sier: Tekst = ""
    grunn: Tekst = ""


class Barn(Node):
    """The pupil."""

    avsnitt: ClassVar = {"telefon": "kontakt", "adressesperre": "vern", "syn": ""}

    fornavn: Linje
    etternavn: Linje
    fødselsdato: Dato
    fødselsnummer: Fødselsnummer | None = None
    skole: EnhetId
    trinn: Annotated[Heltall, Field(ge=1, le=13)] | None = None
    klasse: Linje = ""
    språk: Linje = ""
    tolk: JaNei | None = None
    telefon: Linje = ""
    epost: Linje = ""
    adresse: list[Linje] = []
    adressesperre: Adressesperre = "nei"
    skjermes_for: list[PersonId] = []
    syn: list[Syn] = []


class Foresatt(Node):
    """A guardian."""

    avsnitt: ClassVar = {"adressesperre": "vern", "språk": "språk_og_kopi"}

    id: Id
    navn: Linje
    relasjon: Relasjon
    foreldreansvar: Literal["ja", "nei", "ukjent"] | None = None
    bor_fast: Literal["ja", "nei", "delt"] | None = None
    fødselsnummer: Fødselsnummer | None = None
    telefon: Linje = ""
    epost: Linje = ""
    adresse: list[Linje] = []
    adressesperre: Adressesperre = "nei"
    skjermes_for: list[PersonId] = []
    språk: Linje = ""
    tolk: JaNei | None = None
    kopi: Literal["utskrift", "svarut", "nei"] = "utskrift"


class Person(Node):
    """Anyone else in the case, by role and unit."""

    id: Id
    navn: Linje
    rolle: Rolle
    enhet: EnhetId | None = None
    telefon: Linje = ""
    epost: Linje = ""


class Stafettholder(Node):
    """Who holds the baton, from when."""

    hvem: PersonId
    fra: Dato
    til: Dato | None = None


class Deltaker(Node):
    """Who takes part in the log; sees only what is dated from `fra`, after the guardians' approval."""

    hvem: PersonId
    fra: Dato
    til: Dato | None = None
    godkjent_av: list[PersonId] = []


class Melding(Vern):
    """A message or comment in the log."""

    dato: Dato
    hvem: PersonId
    tekst: Tekst


class Stafettlogg(Node):
    """The shared log."""

    opprettet: Dato | None = None
    avsluttet: Dato | None = None
    stafettholdere: list[Stafettholder] = []
    deltakere: list[Deltaker] = []
    meldinger: list[Melding] = []


class Observasjon(Vern):
    """What somebody saw or heard."""

    dato: Dato
    hva: Tekst


class Delt(Node):
    """Who a note was shared with."""

    hvem: PersonId
    dato: Dato | None = None


class Samtale(Node):
    """The talk with the guardians."""

    dato: Dato | None = None
    sted: Linje = ""
    varighet: Linje = ""
    til_stede: list[PersonId] = []


class Avtale(Node):
    """What was agreed in the talk."""

    hva: Tekst
    hvem: PersonId | None = None
    når: Dato | None = None


class Oppmerksomhetssamtale(Node):
    """The note before the talk, and the talk."""

    avsnitt: ClassVar = {
        "observasjoner": "sett",
        "sjekket": "før_samtalen",
        "samtale": "samtalen",
        "avtaler": "avtaler",
    }

    dato: Dato
    skrevet_av: PersonId
    vold_overgrep: JaNei | None = None
    skolemiljø: JaNei | None = None
    observasjoner: list[Observasjon] = []
    varighet: Tekst = ""
    styrker: Tekst = ""
    undring: Tekst = ""
    grad: Literal["lav", "middels", "høy"] | None = None
    sjekket: list[Linje] = []
    delt_med: list[Delt] = []
    samtale: Samtale | None = None
    foresatt_syn: Tekst = ""
    felles_forståelse: Tekst = ""
    konklusjon: Konklusjon | None = None
    avtaler: list[Avtale] = []
    ny_dato: Dato | None = None


class Tolk(Node):
    """The interpreter at a meeting; never a child (tolkeloven § 4)."""

    navn: Linje = ""
    språk: Linje = ""
    form: Tolkeform | None = None


class Møtesak(Vern):
    """A matter in the minutes."""

    tittel: Linje
    referat: Tekst = ""


class Innspill(Vern):
    """What one participant said in the round."""

    hvem: PersonId
    sier: Tekst


class Beslutning(Node):
    """What the meeting decided."""

    utfall: Utfall
    nivå_ut: Annotated[Heltall, Field(ge=0, le=3)] | None = None
    begrunnelse: Tekst = ""
    nye_tjenester: list[EnhetId] = []
    stafettholder: PersonId | None = None
    stafettholder_aksept: JaNei | None = None


class NesteMøte(Node):
    """The next meeting."""

    type: Møtetype | None = None
    dato: Dato
    kl: Klokkeslett | None = None
    sted: Linje = ""


class Møte(Node):
    """A meeting and its minutes."""

    avsnitt: ClassVar = {
        "innkalt": "hvem",
        "samtykke": "før_møtet",
        "gjelder": "referatet",
        "beslutning": "beslutningen",
        "neste": "neste_møte",
    }

    id: Id
    type: Møtetype
    dato: Dato
    kl: Klokkeslett | None = None
    sted: Linje = ""
    leder: PersonId | None = None
    referent: PersonId | None = None
    innkalt: list[PersonId] = []
    til_stede: list[PersonId] = []
    forfall: list[PersonId] = []
    samtykke: SamtykkeId | None = None
    innkalling: Innkalling | None = None
    drøfting: Drøfting | None = None
    tolk: Tolk | None = None
    tolk_vurdert: JaNei | None = None
    nivå_inn: Annotated[Heltall, Field(ge=0, le=3)] | None = None
    gjelder: Tekst = ""
    fungerer: Tekst = ""
    saksliste: list[Linje] = []
    saker: list[Møtesak] = []
    runde: list[Innspill] = []
    foresatt_syn: Tekst = ""
    evaluering: list[Evaluering] = []
    beslutning: Beslutning | None = None
    orienteres: list[PersonId] = []
    neste: NesteMøte | None = None
    vedlegg: list[Linje] = []


class Mål(Node):
    """A goal."""

    id: Id
    tekst: Tekst


class Tiltak(Vern):
    """A measure; without a theme of its own its theme is `tiltak`."""

    id: Id
    møte: MøteId | None = None
    mål: MålId | None = None
    hva: Tekst
    arena: Arena | None = None
    ansvar: PersonId | None = None
    start: Dato | None = None
    frist: Dato | None = None
    evalueres: Dato | None = None
    status: Literal["ikke startet", "i gang", "gjennomført", "avbrutt"] | None = None


class Behov(Node):
    """What the pupil needs in the transition."""

    faglig: Tekst = ""
    sosialt: Tekst = ""
    helse: Tekst = ""
    praktisk: Tekst = ""


class Overgang(Node):
    """The transition from primary to lower secondary school."""

    fra: EnhetId | None = None
    til: EnhetId | None = None
    dato: Dato | None = None
    kontaktlærer_ukjent: Tekst = ""
    behov: Behov | None = None


class Vedtak(Node):
    """The individual decision the IOP rests on."""

    dato: Dato
    ref: Linje = ""
    timer_per_uke: Heltall | None = None


class Sakkyndig(Node):
    """The expert assessment."""

    dato: Dato
    av: EnhetId | None = None


class Omfang(Node):
    """One row of the IOP's scope."""

    fag: Linje
    årstimer: Heltall | None = None
    med: Linje = ""
    organisering: Linje = ""
    kompetanse: Linje = ""


class Fag(Node):
    """The plan for one subject."""

    fag: Linje
    avvik_fra_læreplan: Literal["nei", "delvis", "ja"] | None = None
    kompetansemål: Tekst = ""
    mål: list[Tekst] = []
    innhold: Tekst = ""
    arbeidsmåter: Tekst = ""
    organisering: Tekst = ""
    læremidler: Tekst = ""
    vurdering: Tekst = ""


class SosialtMål(Node):
    """A social goal and what is done to reach it."""

    mål: Tekst
    tiltak: Tekst = ""


class Iop(Node):
    """The individual education plan (opplæringslova § 11-10); without a vedtak it is a draft."""

    avsnitt: ClassVar = {"omfang": "omfang", "hovedmål": "mål", "sammenheng": "rammer"}

    dato: Dato | None = None
    vedtak: Vedtak | None = None
    sakkyndig_vurdering: Sakkyndig | None = None
    periode: Periode | None = None
    deltatt: list[PersonId] = []
    omfang: list[Omfang] = []
    styrker: Tekst = ""
    hovedmål: list[Tekst] = []
    fag: list[Fag] = []
    sosiale_mål: list[SosialtMål] = []
    sammenheng: Tekst = ""
    hjelpemidler: Tekst = ""
    foresatt_syn: Tekst = ""
    evaluering: Tekst = ""


class Arkiv(Node):
    """Where the case lies in the archive."""

    saksnummer: Linje = ""


class Sak(Node):
    """A whole case."""

    bti_sak: Literal["1"]
    id: Id
    saksnavn: Linje
    kommune: Linje
    målform: Målform | None = None
    nivå: Annotated[Heltall, Field(ge=0, le=3)] | None = None
    barn: Barn
    foresatte: list[Foresatt] = []
    personer: list[Person] = []
    andre_barn: list[Linje] = []
    fravær: list[Fravær] = []
    fraværsfil: Linje = ""
    samtykker: list[Samtykke] = []
    stafettlogg: Stafettlogg | None = None
    oppmerksomhetssamtale: Oppmerksomhetssamtale | None = None
    møter: list[Møte] = []
    mål: list[Mål] = []
    tiltak: list[Tiltak] = []
    overgang: Overgang | None = None
    iop: Iop | None = None
    steg: list[Steg] = []
    fraværsoppfølging: Fraværsoppfølging | None = None
    elevsamtaler: list[Elevsamtale] = []
    pedagogisk_analyse: PedagogiskAnalyse | None = None
    tilbakeføringsplan: Tilbakeføringsplan | None = None
    aktivitetsplan: Aktivitetsplan | None = None
    henvisning: Henvisning | None = None
    bekymring: Bekymring | None = None
    iop_årsvurdering: Årsvurdering | None = None
    nivåvurderinger: list[Nivåvurdering] = []
    melding_ke: MeldingKe | None = None
    arkiv: Arkiv | None = None
