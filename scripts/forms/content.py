"""What the shipped forms ask for: nothing goes in, sections of rows of fields come out, in bokmål and nynorsk."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Words:
    """The same in bokmål and nynorsk."""

    nb: str
    nn: str

    def of(self, form: str) -> str:
        return self.nn if form == "nn" else self.nb


def both(text: str) -> Words:
    return Words(text, text)


@dataclass(frozen=True)
class Field:
    """A field: its kind (text, multi, comb, check, radio), its share of the row's width, its height in mm."""

    name: str
    label: Words
    kind: str = "text"
    share: int = 1
    height: float = 7.0
    cells: int = 11
    choices: tuple[tuple[str, Words], ...] = ()


@dataclass(frozen=True)
class Section:
    """A heading and rows of fields; `note` stands under the heading."""

    heading: Words
    rows: tuple[tuple[Field, ...], ...]
    note: Words | None = None


@dataclass(frozen=True)
class Form:
    """A form: title, law, sections, and the lines that are signed by hand."""

    id: str
    title: Words
    law: Words
    sections: tuple[Section, ...]
    signatures: tuple[Words, ...] = field(default=())


def text(name: str, nb: str, nn: str = "", share: int = 1) -> Field:
    return Field(name, Words(nb, nn or nb), share=share)


def multi(name: str, nb: str, nn: str = "", height: float = 20.0) -> tuple[Field, ...]:
    return (Field(name, Words(nb, nn or nb), "multi", height=height),)


def yes_no(name: str, nb: str, nn: str = "", share: int = 1) -> Field:
    choices = (("ja", both("Ja")), ("nei", Words("Nei", "Nei")))
    return Field(name, Words(nb, nn or nb), "radio", share=share, choices=choices)


_REASONS = (
    ("grunn_lesing", Words("Lesing og skriving", "Lesing og skriving")),
    ("grunn_matematikk", both("Matematikk")),
    ("grunn_språk", Words("Språk og tale", "Språk og tale")),
    ("grunn_konsentrasjon", both("Konsentrasjon")),
    ("grunn_sosialt", Words("Sosialt og emosjonelt", "Sosialt og emosjonelt")),
    ("grunn_atferd", Words("Atferd", "Åtferd")),
    ("grunn_fravær", Words("Fravær", "Fråvær")),
    ("grunn_syn", Words("Syn, hørsel, motorikk", "Syn, høyrsel, motorikk")),
    ("grunn_flerspråklig", Words("Flerspråklighet", "Fleirspråklegheit")),
    ("grunn_syndrom", Words("Syndrom eller skade", "Syndrom eller skade")),
    ("grunn_annet", Words("Annet", "Anna")),
)
_WISHES = (
    ("ønske_råd", Words("Råd og veiledning", "Råd og rettleiing")),
    ("ønske_kartlegging", both("Kartlegging")),
    ("ønske_sakkyndig", Words("Sakkyndig vurdering (§ 11-7)", "Sakkunnig vurdering (§ 11-7)")),
    ("ønske_fritak", Words("Vurdering av fritak", "Vurdering av fritak")),
    ("ønske_fysisk", Words("Fysisk tilrettelegging og assistanse", "Fysisk tilrettelegging og assistanse")),
)
_TYPES = (
    ("ny", Words("Ny henvisning", "Ny tilvising")),
    ("ny_vurdering", Words("Ny vurdering", "Ny vurdering")),
    ("systemsak", Words("Systemsak", "Systemsak")),
)

REFERRAL = Form(
    "ppt_henvisning",
    Words("Henvisning til PPT", "Tilvising til PPT"),
    Words("Opplæringslova §§ 11-2, 11-7 og 24-5", "Opplæringslova §§ 11-2, 11-7 og 24-5"),
    (
        Section(
            Words("Del A: Skjema", "Del A: Skjema"),
            (
                (text("til", "Henvises til", "Blir tilvist til", 2), text("dato", "Dato")),
                (Field("type", Words("Hva gjelder det", "Kva gjeld det"), "radio", choices=_TYPES),),
                (text("elev_navn", "Elevens navn", "Namnet til eleven", 2), text("født", "Født")),
                (
                    Field("fnr", Words("Fødselsnummer", "Fødselsnummer"), "comb", share=2),
                    text("trinn", "Trinn og klasse", "Trinn og klasse"),
                ),
                (text("skole", "Skole", "Skule"), text("kontaktlærer", "Kontaktlærer", "Kontaktlærar")),
                (text("språk", "Språk i hjemmet", "Språk i heimen"), text("tolk", "Behov for tolk", "Behov for tolk")),
                multi("foresatte", "Foresatte og foreldreansvar", "Føresette og foreldreansvar", 15),
                multi(
                    "bor_sammen_med",
                    "Søsken, og hvem eleven bor sammen med",
                    "Sysken, og kven eleven bur saman med",
                    10,
                ),
                (Field("grunn", Words("Henvisningsgrunn", "Tilvisingsgrunn"), "check", choices=_REASONS),),
                multi("begrunnelse", "Beskriv grunnen med egne ord", "Skriv grunnen med eigne ord", 36),
                (Field("ønske", Words("Hva ønskes fra PPT", "Kva er ønskt frå PPT"), "check", choices=_WISHES),),
                multi("instanser", "Andre instanser, nå eller tidligere", "Andre instansar, no eller tidlegare", 15),
                (
                    text("syn", "Syn undersøkt (dato)", "Syn undersøkt (dato)"),
                    text("hørsel", "Hørsel undersøkt (dato)", "Høyrsel undersøkt (dato)"),
                ),
            ),
        ),
        Section(
            Words("Del B: Pedagogisk rapport", "Del B: Pedagogisk rapport"),
            (
                multi("historie", "Skolehistorie og forhold av betydning", "Skulehistorie og forhold av betydning", 32),
                multi("mestrer_språklig", "Mestrer språklig", "Meistrar språkleg", 15),
                multi("mestrer_faglig", "Mestrer faglig", "Meistrar fagleg", 15),
                multi("mestrer_sosialt", "Mestrer sosialt", "Meistrar sosialt", 15),
                multi("motivasjon", "Motivasjon og interesser", "Motivasjon og interesser", 15),
                multi(
                    "utbytte", "Tilfredsstillende utbytte, fag for fag", "Tilfredsstillande utbytte, fag for fag", 24
                ),
                multi("kartlegging", "Kartlegging: navn, dato, resultat", "Kartlegging: namn, dato, resultat", 24),
                multi(
                    "prøvd",
                    "Utprøvde tiltak: hva, hvor lenge, organisering, effekt",
                    "Utprøvde tiltak: kva, kor lenge, organisering, effekt",
                    32,
                ),
                multi("rammer", "Klasse, lærertetthet, kompetanse", "Klasse, lærartettleik, kompetanse", 15),
                multi("analyse", "Pedagogisk analyse", "Pedagogisk analyse", 24),
            ),
        ),
        Section(
            Words("Del C: Foreldre og elev", "Del C: Foreldre og elev"),
            (
                multi("foreldre", "Foreldrenes opplysninger og ønsker", "Opplysningane og ønska til foreldra", 28),
                multi("elev", "Elevens syn", "Synet til eleven", 24),
                (
                    text(
                        "samtykke",
                        "Samtykke til sakkyndig vurdering og innhenting",
                        "Samtykke til sakkunnig vurdering og innhenting",
                    ),
                ),
                (
                    text("skrevet_av", "Skrevet av", "Skriven av", 2),
                    text("skrevet_rolle", "Rolle"),
                    text("rektor", "Rektor"),
                ),
            ),
        ),
    ),
    (
        Words("Rektor, dato og underskrift", "Rektor, dato og underskrift"),
        Words("Foresatt, dato og underskrift", "Føresett, dato og underskrift"),
        Words("Foresatt, dato og underskrift", "Føresett, dato og underskrift"),
        Words("Elev fra 15 år, dato og underskrift", "Elev frå 15 år, dato og underskrift"),
    ),
)

_CONDITIONS = (
    ("vilkår_a", Words("a) mishandling, omsorgssvikt", "a) mishandling, omsorgssvikt")),
    ("vilkår_b", Words("b) alvorlig sykdom uten behandling", "b) alvorleg sjukdom utan behandling")),
    ("vilkår_c", Words("c) særlig behov som ikke dekkes", "c) særleg behov som ikkje blir dekt")),
    ("vilkår_d", Words("d) alvorlige atferdsvansker", "d) alvorlege åtferdsvanskar")),
    ("vilkår_e", Words("e) menneskehandel", "e) menneskehandel")),
)


def _guardian(number: int) -> tuple[tuple[Field, ...], ...]:
    nb, nn = f"Foresatt {number}", f"Føresett {number}"
    return (
        (text(f"foresatt{number}_navn", f"{nb}: navn", f"{nn}: namn", 2), text(f"foresatt{number}_telefon", "Telefon")),
        (
            yes_no(f"foresatt{number}_orientert", "Orientert om meldingen", "Orientert om meldinga"),
            text(f"foresatt{number}_grunn", "Hvis nei, hvorfor", "Om nei, kvifor", 2),
        ),
    )


REPORT = Form(
    "bekymringsmelding",
    Words("Bekymringsmelding til barnevernet", "Bekymringsmelding til barnevernet"),
    Words("Barnevernsloven §§ 13-2 og 13-4", "Barnevernslova §§ 13-2 og 13-4"),
    (
        Section(
            Words("Kommune og melder", "Kommune og meldar"),
            (
                (
                    text("kommunenr", "Kommunenummer"),
                    text("kommune", "Kommune", share=2),
                    text("bydel", "Bydel"),
                    text("dato", "Dato"),
                ),
                (text("melder_navn", "Melder: navn", "Meldar: namn", 2), text("melder_rolle", "Rolle", "Rolle")),
                (text("melder_telefon", "Telefon"), text("melder_epost", "E-post", share=2)),
                (text("virksomhet", "Virksomhet", "Verksemd", 2), text("orgnr", "Organisasjonsnummer")),
            ),
            Words(
                "Ved akutt fare: ring barnevernvakta 116 111 eller politiet 112 først. "
                "Ved mistanke om vold eller overgrep skal foresatte ikke orienteres.",
                "Ved akutt fare: ring barnevernvakta 116 111 eller politiet 112 først. "
                "Ved mistanke om vald eller overgrep skal føresette ikkje orienterast.",
            ),
        ),
        Section(
            Words("Barnet", "Barnet"),
            (
                (text("barn_navn", "Barnets navn", "Namnet til barnet", 2), text("født", "Født", "Fødd")),
                (
                    Field("fnr", Words("Fødselsnummer", "Fødselsnummer"), "comb", share=2),
                    text("barn_telefon", "Telefon"),
                ),
                (text("barn_adresse", "Adresse"),),
                (
                    yes_no("barn_orientert", "Orientert om meldingen", "Orientert om meldinga"),
                    text("barn_grunn", "Hvis nei, hvorfor", "Om nei, kvifor", 2),
                ),
                *_guardian(1),
                *_guardian(2),
                (text("flere_foresatte", "Flere foresatte", "Fleire føresette"),),
                (text("tolk", "Behov for tolk"), text("andre", "Andre hjelpeinstanser", "Andre hjelpeinstansar", 2)),
            ),
        ),
        Section(
            Words("Bekymringen", "Bekymringa"),
            (
                multi(
                    "melding",
                    "Hva er du bekymret for? Observasjoner med dato, det som er sagt ordrett",
                    "Kva er du bekymra for? Observasjonar med dato, det som er sagt ordrett",
                    86,
                ),
                multi("historikk", "Historikk, og hva som er gjort", "Historikk, og kva som er gjort", 50),
                multi("synspunkter", "Andre synspunkter", "Andre synspunkt", 24),
                (
                    Field(
                        "vilkår",
                        Words("Hvilket vilkår i § 13-2 kan gjelde", "Kva vilkår i § 13-2 kan gjelde"),
                        "check",
                        choices=_CONDITIONS,
                    ),
                ),
                (
                    yes_no("akutt", "Akutt", "Akutt"),
                    text(
                        "akutt_varslet",
                        "Ringt barnevernvakt eller politi (når)",
                        "Ringt barnevernvakt eller politi (når)",
                        2,
                    ),
                ),
                (
                    text("sendt", "Sendt"),
                    text("kvittering", "Kvittering mottatt", "Kvittering motteken"),
                    text("purres", "Purres etter", "Purring etter"),
                ),
            ),
        ),
    ),
    (Words("Melder, dato og underskrift", "Meldar, dato og underskrift"),),
)

FORMS = (REFERRAL, REPORT)
