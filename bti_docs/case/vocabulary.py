"""The words that a case and a profile choose among: each list of alternatives, as it is written in the YAML."""

from __future__ import annotations

from typing import Literal

YEARS = range(1900, 2200)
"""The years that a day in a file or on the command line can be in."""

Målform = Literal["nb", "nn"]
Adressesperre = Literal["nei", "klientadresse", "fortrolig", "strengt fortrolig"]
Tema = Literal["faglig", "trivsel", "fravær", "tiltak", "kartlegging", "helse", "hjem", "annet"]
Synsform = Literal["elevsamtale", "i møtet", "skriftlig", "via andre", "ønsker ikke", "ikke innhentet"]
Relasjon = Literal["mor", "far", "medmor", "fosterforelder", "verge", "steforelder", "annen"]
Samtykkegjelder = Literal["stafettlogg", "deling", "ressursteam", "overgang", "ppt"]
Samtykkestatus = Literal["utkast", "gitt", "avslått", "trukket"]
Samtykkeform = Literal["underskrift", "elektronisk", "muntlig"]
Retning = Literal["gi", "hente inn", "gjensidig"]
Anledning = Literal["nivå 1 til 2", "nivå 2 til 3", "ppt", "ressursteam", "overgang", "ny stafettholder", "annet"]
Møtetype = Literal[
    "stafettloggmøte",
    "evalueringsmøte",
    "overgangsmøte 1",
    "overgangsmøte 2",
    "ressursteam",
    "samarbeidsmøte",
    "PPT-møte",
    "oppstartsmøte",
    "skolemiljømøte",
]
Tolkeform = Literal["telefon", "skjerm", "oppmøte"]
Utfall = Literal["avsluttes", "videreføres", "nye tiltak", "opp et nivå", "ned et nivå", "meldes koordinerende enhet"]
Konklusjon = Literal["avsluttes", "tiltak", "vent", "barnevern"]
Arena = Literal["skole", "hjem", "fritid", "tjeneste"]
Enhetstype = Literal[
    "barneskole",
    "ungdomsskole",
    "kombinert skole",
    "barnehage",
    "helsetjeneste",
    "ppt",
    "barnevern",
    "familieteam",
    "skoleeier",
    "annet",
]
Endringstype = Literal["alt", "tjenester", "opplysninger", "utvides", "forlenges"]
Følge = Literal["avsluttes", "færre tjenester", "uendret"]
