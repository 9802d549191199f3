"""The type of every word that a Word template may use; `Ord` is the root. A word that is missing is an empty text."""

from __future__ import annotations

from dataclasses import dataclass

from bti_docs.context.basewords import Dokument, Fagsystem, Kommune, Lov, Person, Svar, System, Valg

__all__ = [
    "Dokument",
    "Fagsystem",
    "Kommune",
    "Lov",
    "Person",
    "Svar",
    "System",
    "Valg",
]  # the shared words are words too


@dataclass(frozen=True)
class Syn:
    """The pupil's own view: what was said, how and when it was asked for, or why it was not."""

    dato: str
    form: str
    hentet_av: str
    sier: str
    grunn: str


@dataclass(frozen=True)
class Barn:
    """The pupil. `underskrevet` is what the pupil has answered to the consent, and how."""

    navn: str
    fornavn: str
    fødselsdato: str
    skole: str
    trinn: str
    klasse: str
    språk: str
    tolk: Svar
    kontaktlærer: str
    underskriver: bool
    underskrevet: str
    syn: list[Syn]


@dataclass(frozen=True)
class Foresatt:
    """A guardian. Contact details are not words: a shared document never carries one home's address to another."""

    navn: str
    relasjon: str
    foreldreansvar: str
    bor_fast: str
    tolk: str
    signerer: bool
    underskrevet: str


@dataclass(frozen=True)
class Tjeneste:
    """A service in a consent and what it may do in the log."""

    navn: str
    lese: str
    skrive: str


@dataclass(frozen=True)
class Deling:
    """One row of the consent matrix: a service, a direction and an answer for each kind of information."""

    tjeneste: str
    retning: str
    faglig: str
    trivsel: str
    fravær: str
    tiltak: str
    kartlegging: str
    helse: str
    hjem: str
    annet: str
    grense: str


@dataclass(frozen=True)
class Samtykke:
    """A consent, given or to be given.

    `avslått` tells that the answer is no; `trukket` says that, and from when, it was withdrawn, and is else empty.
    """

    formål: str
    anledning: list[Valg]
    tjenester: list[Tjeneste]
    matrise: list[Deling]
    grenser: list[Deling]
    deles: list[Valg]
    deles_ikke: str
    ingen_avgrensning: Svar
    tjenester_ikke: str
    drøftes_med_navn: Svar
    barnet_informert_av: str
    barnet_informert_dato: str
    informert_av: str
    informert_dato: str
    informert_språk: str
    informert_tolk: str
    gjelder_fra: str
    gjelder_til: str
    gitt: bool
    avslått: bool
    trukket: str
    status: str
    former: list[Valg]


@dataclass(frozen=True)
class Observasjon:
    """What somebody saw or heard, and when."""

    dato: str
    hva: str


@dataclass(frozen=True)
class Avtale:
    """What was agreed: what, who, when."""

    hva: str
    hvem: str
    når: str


@dataclass(frozen=True)
class Delt:
    """Who a note was shared with, and when."""

    navn: str
    rolle: str
    dato: str


@dataclass(frozen=True)
class Samtale:
    """The oppmerksomhetssamtale: the note before it (part 1) and the talk (part 2)."""

    dato: str
    skrevet_av: Person
    vold_overgrep: Svar
    skolemiljø: Svar
    observasjoner: list[Observasjon]
    varighet: str
    styrker: str
    undring: str
    grad: list[Valg]
    sjekket: str
    delt_med: list[Delt]
    holdt: str
    sted: str
    samtalens_varighet: str
    til_stede: list[Person]
    foresatt_syn: str
    felles_forståelse: str
    konklusjon: list[Valg]
    avtaler: list[Avtale]
    ny_dato: str


@dataclass(frozen=True)
class Møtesak:
    """A matter in the minutes. `internt` matters reach only the school's own and the archive's copy."""

    nummer: str
    tittel: str
    referat: str
    internt: bool


@dataclass(frozen=True)
class Innspill:
    """What one participant said in the round."""

    hvem: str
    sier: str


@dataclass(frozen=True)
class Evaluering:
    """What became of a measure."""

    hva: str
    ansvarlig: str
    gjennomført: str
    effekt: str
    videre: str
    merknad: str


@dataclass(frozen=True)
class Tiltak:
    """A measure: what, where, who, from when, by when, evaluated when."""

    nummer: str
    hva: str
    arena: str
    ansvarlig: str
    start: str
    frist: str
    evalueres: str


@dataclass(frozen=True)
class NesteMøte:
    """The next meeting; `dato` is also the day the measures are evaluated."""

    type: str
    dato: str
    dato_lang: str
    kl: str
    sted: str


@dataclass(frozen=True)
class Møte:
    """A meeting and its minutes."""

    type: str
    dato: str
    dato_lang: str
    kl: str
    sted: str
    leder: str
    referent: str
    til_stede: list[Person]
    forfall: list[Person]
    samtykke: str
    nivå_inn: str
    tolk: str
    gjelder: str
    fungerer: str
    saksliste: list[str]
    saker: list[Møtesak]
    interne_saker: list[Møtesak]
    runde: list[Innspill]
    foresatt_syn: str
    evaluering: list[Evaluering]
    mål: list[str]
    tiltak: list[Tiltak]
    utfall: list[Valg]
    nivå_ut: str
    begrunnelse: str
    nye_tjenester: str
    stafettholder_videre: str
    stafettholder_aksept: Svar
    orienteres: str
    neste: NesteMøte


@dataclass(frozen=True)
class Behov:
    """What the pupil needs in the transition."""

    faglig: str
    sosialt: str
    helse: str
    praktisk: str


@dataclass(frozen=True)
class Overgang:
    """The move from primary to lower secondary school, with the measures by party.

    `tillatt` is what a consent that holds on the meeting's day lets the schools share, `ikke_gyldig` says that none
    does. `beslutning` is the meeting's decision where no box of `videre` is ticked for it.
    """

    nummer: str
    er_1: bool
    er_2: bool
    fra_skole: str
    til_skole: str
    kontaktlærer_ny: str
    tillatt: str
    ikke_gyldig: str
    ikke_tillatt: str
    behov: Behov
    roller: list[Person]
    tiltak_barneskole: list[Tiltak]
    tiltak_hjem: list[Tiltak]
    tiltak_ungdomsskole: list[Tiltak]
    tiltak_andre: list[Tiltak]
    frist_møte_2: str
    videre: list[Valg]
    beslutning: str
    tolk_vurdert: Svar


@dataclass(frozen=True)
class Omfang:
    """One row of the IOP's scope: subject, yearly hours, with whom, how organised, competence."""

    fag: str
    årstimer: str
    med: str
    organisering: str
    kompetanse: str


@dataclass(frozen=True)
class Fag:
    """The plan for one subject."""

    fag: str
    avvik: str
    kompetansemål: str
    mål: list[str]
    innhold: str
    arbeidsmåter: str
    organisering: str
    læremidler: str
    vurdering: str


@dataclass(frozen=True)
class SosialtMål:
    """A social goal and what is done to reach it."""

    mål: str
    tiltak: str


@dataclass(frozen=True)
class Iop:
    """The individual education plan."""

    fra: str
    til: str
    skoleår: str
    vedtak_dato: str
    vedtak_ref: str
    vedtak_timer: str
    sakkyndig_dato: str
    sakkyndig_av: str
    deltatt: list[Person]
    omfang: list[Omfang]
    styrker: str
    hovedmål: list[str]
    fag: list[Fag]
    sosiale_mål: list[SosialtMål]
    sammenheng: str
    hjelpemidler: str
    foresatt_syn: str
    evaluering: str
    rektor: str


@dataclass(frozen=True)
class Endring:
    """A consent that is changed or withdrawn."""

    samtykke: str
    av: str
    dato: str
    fra: str
    hva: list[Valg]
    detaljer: str
    mottatt_av: str
    former: list[Valg]
    følge: list[Valg]
    varslet: list[Delt]


@dataclass(frozen=True)
class Loggrolle:
    """Someone's part in the log, from a day to a day; `status` is active or passive."""

    navn: str
    rolle: str
    enhet: str
    fra: str
    til: str
    status: str


@dataclass(frozen=True)
class Loggsamtykke:
    """A consent as the log lists it."""

    gjelder: str
    status: str
    fra: str
    til: str
    svar: str
    endringer: str


@dataclass(frozen=True)
class Loggtiltak:
    """A measure as the log lists it, with what became of it."""

    dato: str
    hva: str
    arena: str
    ansvarlig: str
    frist: str
    evalueres: str
    status: str


@dataclass(frozen=True)
class Loggmøte:
    """A meeting as the log lists it."""

    dato: str
    type: str
    sted: str
    til_stede: str
    saker: list[Møtesak]
    beslutning: str


@dataclass(frozen=True)
class Loggmelding:
    """A message in the log."""

    dato: str
    hvem: str
    tekst: str


@dataclass(frozen=True)
class Logg:
    """The whole log on paper."""

    opprettet: str
    avsluttet: str
    nivåer: list[str]
    bakgrunn: str
    observasjoner: list[Observasjon]
    roller: list[Loggrolle]
    samtykker: list[Loggsamtykke]
    mål: list[str]
    tiltak: list[Loggtiltak]
    møter: list[Loggmøte]
    meldinger: list[Loggmelding]


@dataclass(frozen=True)
class Brev:
    """The letter that goes with a guardian's copies: to their own address, or to be handed over."""

    navn: str
    adresse: list[str]
    for_hånd: bool
    levering: str
    grunnlag: str
    dokumenter: list[str]
    avsender: str
    avsender_rolle: str


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
    endring: Endring
    logg: Logg
    brev: Brev
