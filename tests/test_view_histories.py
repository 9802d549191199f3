"""Case histories against an oracle of the rules of who sees what.

1,000 histories; 10,000 with BTI_NIGHTLY=1.
"""

from __future__ import annotations

import copy
import datetime as dt
import itertools
import json
import re
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from bti_docs.case import model as m
from bti_docs.case.types import Node
from bti_docs.problem import BtiError
from bti_docs.view.view import view
from tests import view_oracle as oracle
from tests.case_state import (
    NEW_SCHOOL,
    START,
    Access,
    Change,
    Consent,
    Item,
    Meeting,
    Someone,
    State,
    case_of,
    profile_of,
)
from tests.conftest import NIGHTLY
from tests.view_case import SHELVES

SEQUENCES = 10_000 if NIGHTLY else 1_000
THEMES = ("trivsel", "helse", "hjem", "tiltak", "annet")
SERVICES = ("helsestasjonen", "ppt")
KINDS = {"samtykke": SHELVES.kind("samtykke_stafettlogg"), "notat": SHELVES.kind("oppmerksomhetssamtale")}
KINDS |= {"møte": SHELVES.kind("bti_motereferat"), "overgang": SHELVES.kind("samtykke_deling")}


def shown(s: State, sak: m.Sak, reader: str, document: str, at: int, *, asked: bool = True) -> m.Sak | None:
    """Return the case as the reader may see it; None when they may not have the document."""
    transition = document == "samtykke" and s.consents[at].transition
    part = {"samtykke": ("samtykker", at), "møte": ("møter", at), "notat": ("oppmerksomhetssamtale",)}[document]
    kind = KINDS["overgang" if transition else document]
    try:
        return view(sak, reader, kind, part, profile_of(s), s.day, requested=asked).sak
    except BtiError as refused:
        assert refused.exit_code == 5
        return None


def canaries(value: object) -> set[str]:
    """Return the canaries in anything that can be written as text."""
    said = value.model_dump_json() if isinstance(value, Node) else json.dumps(value, ensure_ascii=False, default=str)
    return set(re.findall("zq[0-9]+zq", said.lower()))


def newest(s: State) -> list[tuple[str, int]]:
    """Return a document of each sort, and the first meeting, which has a matter of each theme."""
    return [("møte", 0), ("møte", len(s.meetings) - 1), ("samtykke", len(s.consents) - 1), ("notat", 0)]


def readers(s: State) -> list[str]:
    in_case = {unit for unit in s.staff.values() if unit != "hope-barneskole"}
    return ["barn", *s.guardians, *sorted(in_case)]


PEOPLE = st.sampled_from(["mor", "far", "barn", "ny"])
TOGETHER = st.one_of(st.just({"mor", "far", "ny", "barn"}), st.sets(PEOPLE, min_size=1))
SETS_OF_THEMES = st.sets(st.sampled_from(THEMES), min_size=1)
SETS_OF_SERVICES = st.sets(st.sampled_from(SERVICES), min_size=1)
SHIELDS = st.sets(st.sampled_from(["mor", "far", "barn", "heidi", "pia"]), max_size=1)
SORTS = ("sak", "runde", "tiltak")
ITEMS = st.lists(
    st.tuples(st.sampled_from(SORTS), st.sampled_from(THEMES), st.booleans(), st.booleans(), SHIELDS, PEOPLE),
    max_size=4,
)
OFTEN = st.sampled_from([True, True, True, False])
SELDOM = st.sampled_from([False, False, False, True])


class Histories(RuleBasedStateMachine):
    """What happens to a case, and what its readers see of it afterwards."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = itertools.count(1)
        self.state: State

    def word(self) -> str:
        return f"zq{next(self.numbers)}zq"

    def day(self, offset: int) -> dt.date:
        return self.state.day + dt.timedelta(days=offset)

    @initialize(
        years=st.sampled_from([11, 12, 14, 15, 16, 17, 18]),
        days=st.integers(-40, 40),
        far=st.sampled_from(["ja", "ja", "nei", "ukjent"]),
        everyone=OFTEN,
        signs_from=st.sampled_from([15, 15, 12, 16, 18]),
        home=st.sampled_from(["mor", "far", ""]),
        withheld=st.sets(st.sampled_from(THEMES), max_size=2),
        items=ITEMS,
    )
    def begin(
        self,
        years: int,
        days: int,
        far: str,
        everyone: bool,
        signs_from: int,
        home: str,
        withheld: set[str],
        items: list[Any],
    ) -> None:
        born = START.replace(year=START.year - years) + dt.timedelta(days=days)
        texts = {"syn": self.word(), "notat": self.word()}
        self.state = State(START, born, texts, home=home, everyone_signs=everyone, signs_from=signs_from)
        self.state.pupil.contact = (f"{self.word()}@example.no",) * 2
        for name, custody in (("mor", "ja"), ("far", far)):
            self.add_guardian(name, custody, name)
        signed = {name for name, g in self.state.guardians.items() if g.custody == "ja"} | {"barn"}
        self.give(-30, 300, {*THEMES} - withheld, {*SERVICES}, signed, oral=False, transition=False, matrix=False)
        for service in SERVICES:
            self.let_in(service, -20, 400, {*signed})
        self.meet(0, [*items, *(("sak", theme, False, True, set(), "barn") for theme in THEMES)], relied_on=True)
        self.state.note.append(Item(self.word(), "observasjon", "trivsel", START, internal=False, hidden_from=set()))

    def add_guardian(self, name: str, custody: str, kin: str) -> None:
        contact = (f"{self.word()}@example.no",) * 2
        self.state.guardians[name] = Someone(custody, kin, contact=contact)

    @rule(
        first=st.one_of(st.integers(-60, 5), st.integers(-366, -364)),
        length=st.one_of(st.integers(0, 60), st.integers(300, 800)),
        themes=SETS_OF_THEMES,
        services=SETS_OF_SERVICES,
        signed=TOGETHER,
        oral=SELDOM,
        transition=SELDOM,
        matrix=st.booleans(),
    )
    def give(
        self,
        first: int,
        length: int,
        themes: set[str],
        services: set[str],
        signed: set[str],
        oral: bool,
        transition: bool,
        matrix: bool,
    ) -> None:
        begins = self.day(first)
        yes = {who: (begins, not oral) for who in signed if who in {"barn", *self.state.guardians}}
        texts = {"formål": self.word(), "deles_ikke": self.word()}
        ends, grants = begins + dt.timedelta(days=length), {unit: set(themes) for unit in services}
        self.state.consents.append(Consent(yes, begins, ends, grants, texts, transition, matrix))

    @rule(at=st.integers(0, 9), who=PEOPLE, day=st.integers(-5, 5), oral=SELDOM)
    def answer(self, at: int, who: str, day: int, oral: bool) -> None:
        if who in {"barn", *self.state.guardians}:
            self.consent(at).yes[who] = (self.day(day), not oral)

    def consent(self, at: int) -> Consent:
        return self.state.consents[at % len(self.state.consents)]

    @rule(
        at=st.integers(0, 9),
        what=st.sampled_from(["tjenester", "opplysninger", "utvides", "utvides", "forlenges", "forlenges", "alt"]),
        by=TOGETHER,
        works=st.integers(-10, 10),
        services=SETS_OF_SERVICES,
        themes=SETS_OF_THEMES,
        until=st.integers(0, 600),
        written=OFTEN,
    )
    def change(
        self,
        at: int,
        what: str,
        by: set[str],
        works: int,
        services: set[str],
        themes: set[str],
        until: int,
        written: bool,
    ) -> None:
        named = set() if what == "opplysninger" else services
        for i, who in enumerate(sorted(by & {"barn", *self.state.guardians})):
            last = self.day(until + 60 * i)
            self.consent(at).changes.append(Change(what, who, self.day(works), named, themes, last, written or i > 0))

    @rule(at=st.integers(0, 9), status=st.sampled_from(["utkast", "avslått", "trukket", "gitt", "gitt", "gitt"]))
    def decide(self, at: int, status: str) -> None:
        self.consent(at).status = status

    @rule(at=st.integers(0, 9), complete=OFTEN)
    def forget_to_say_who_informed(self, at: int, complete: bool) -> None:
        self.consent(at).complete = complete

    @precondition(lambda self: "ny" not in self.state.guardians)
    @rule(
        custody=st.sampled_from(["ja", "ja", "nei", "ukjent"]),
        kin=st.sampled_from(["medmor", "steforelder", "fosterforelder", "verge", "annen"]),
    )
    def new_guardian(self, custody: str, kin: str) -> None:
        self.add_guardian("ny", custody, kin)

    @rule(who=st.sampled_from(["mor", "far"]), custody=st.sampled_from(["ja", "nei", "ukjent"]))
    def custody(self, who: str, custody: str) -> None:
        self.state.guardians[who].custody = custody

    @rule(who=PEOPLE, secret=st.booleans())
    def protect(self, who: str, secret: bool) -> None:
        person = self.person(who)
        before, person.secret = copy.deepcopy(self.state), person.secret or secret
        self.never_more(before)
        person.secret = secret

    @rule(who=PEOPLE, readers=st.sets(st.sampled_from(["mor", "far", "ny", "heidi"]), max_size=1))
    def keep_from(self, who: str, readers: set[str]) -> None:
        person = self.person(who)
        before, person.hidden_from = copy.deepcopy(self.state), person.hidden_from | readers - {who}
        self.never_more(before)
        person.hidden_from = readers - {who}

    def person(self, who: str) -> Someone:
        return self.state.guardians.get(who, self.state.pupil)

    @rule(violence=SELDOM)
    def suspect(self, violence: bool) -> None:
        self.state.violence = violence

    @rule(offset=st.integers(-60, 0), items=ITEMS, relied_on=st.booleans())
    def meet(self, offset: int, items: list[Any], relied_on: bool) -> None:
        day, keys = self.day(offset), ("gjelder", "fungerer", "begrunnelse", "saksliste", "foresatt_syn", "vedlegg")
        found = [self.item(day, sort, *rest) for sort, *rest in items]
        texts = {key: self.word() for key in (*keys, "sted")}
        self.state.meetings.append(Meeting(day, 0 if relied_on else None, found, texts))

    def item(
        self, day: dt.date, sort: str, theme: str, internal: bool, tagged: bool, hidden_from: set[str], by: str
    ) -> Item:
        known = by if by in {"barn", *self.state.guardians} else "per"
        said = known if sort in ("runde", "melding") else ""
        meant = theme if tagged else "tiltak" if sort == "tiltak" else "annet"
        goal = self.word() if sort == "tiltak" else ""
        return Item(self.word(), sort, meant, day, internal and not tagged, hidden_from, tagged, said, goal)

    @rule(offset=st.integers(-60, 0), items=ITEMS)
    def write(self, offset: int, items: list[Any]) -> None:
        self.state.log += [self.item(self.day(offset), "melding", *rest) for _, *rest in items]

    @rule(
        service=st.sampled_from(SERVICES),
        first=st.integers(-60, 10),
        length=st.integers(0, 400),
        approved=st.one_of(TOGETHER, st.just(set())),
    )
    def let_in(self, service: str, first: int, length: int, approved: set[str]) -> None:
        first_day = self.day(first)
        self.state.access.append(Access(service, first_day, first_day + dt.timedelta(days=length), approved))

    @precondition(lambda self: self.state.access)
    @rule(at=st.integers(0, 9), who=PEOPLE)
    def approve(self, at: int, who: str) -> None:
        self.state.access[at % len(self.state.access)].approved.add(who)

    @rule(days=st.integers(1, 90))
    def wait(self, days: int) -> None:
        self.state.day = self.day(days)

    @rule(at=st.integers(0, 9), days=st.integers(-1, 90))
    def expire(self, at: int, days: int) -> None:
        last = self.consent(at).last + dt.timedelta(days=days)
        if self.state.day < last < self.day(500):
            self.state.day = last

    @rule(days=st.integers(-5, 20))
    def change_school(self, days: int) -> None:
        self.state.moves = self.day(days)

    @rule(at=st.integers(0, 9), follows=st.booleans())
    def name_the_new_school(self, at: int, follows: bool) -> None:
        self.consent(at).follows = follows

    @precondition(lambda self: self.birthdays())
    @rule(days=st.integers(-1, 1))
    def birthday(self, days: int) -> None:
        self.state.day = max(self.state.day, self.birthdays()[0] + dt.timedelta(days=days))

    def birthdays(self) -> list[dt.date]:
        """Return the birthdays that change anything and come within three months."""
        day, born = self.state.day, self.state.born
        turns = [born.replace(year=born.year + years, day=min(born.day, 28)) for years in (12, 15, 16, 18)]
        return [b for b in turns if day <= b <= day + dt.timedelta(days=90)]

    @rule(choice=st.integers(0, 999), at=st.integers(0, 9), which=st.integers(0, 9))
    def take_away(self, choice: int, at: int, which: int) -> None:
        """Less consent never shows more: a yes, a theme, a service, an approval, an access, all of it."""
        before, consent = copy.deepcopy(self.state), self.consent(at)
        access = self.state.access[which % len(self.state.access)] if self.state.access else None
        match choice % 6:
            case 0 if len(self.state.consents) > 1 and not self.state.meetings:
                self.state.consents.remove(consent)
                gone = before.consents.index(next(c for c in before.consents if c not in self.state.consents))
                before.consents.append(before.consents.pop(gone))  # the others keep their places
            case 1 if consent.yes:
                del consent.yes[sorted(consent.yes)[which % len(consent.yes)]]
            case 2:
                themes = consent.grants[sorted(consent.grants)[which % len(consent.grants)]]
                themes -= {THEMES[which % len(THEMES)]}
            case 3 if len(consent.grants) > 1:
                consent.grants.pop(sorted(consent.grants)[which % len(consent.grants)])
            case 4 if access and access.approved:
                access.approved.remove(sorted(access.approved)[which % len(access.approved)])
            case 5 if access:
                self.state.access.remove(access)
        self.never_more(before, SERVICES)

    def never_more(self, before: State, who: tuple[str, ...] = ()) -> None:
        old, new = case_of(before), case_of(self.state)
        for reader in who or readers(self.state):
            for document, at in newest(self.state):
                after = shown(self.state, new, reader, document, at)
                earlier = shown(before, old, reader, document, at) if after else None
                assert after is None or (earlier is not None and canaries(after) <= canaries(earlier))

    @rule(asked=OFTEN)
    def render(self, asked: bool) -> None:
        sak = case_of(self.state)
        for reader in readers(self.state):
            for document, at in newest(self.state):
                self.compare(sak, reader, document, at, asked=asked)

    def compare(self, sak: m.Sak, reader: str, document: str, at: int, *, asked: bool) -> None:
        s = self.state
        seen = shown(s, sak, reader, document, at, asked=asked)
        expected = oracle.seen(s, reader, document, at, asked=asked)
        assert (seen is None) == (expected is None), f"{reader} of {document}: {expected}"
        if seen is None or expected is None:
            return
        found = canaries(seen)
        words = {canary for text in expected for canary in canaries(text)}
        assert found == words, f"{reader} of {document}: too much {found - words}, too little {words - found}"
        said = seen.model_dump_json()
        for name, person in s.guardians.items():
            if name != reader and (person.secret or person.hidden_from & oracle.names(s, reader)):
                assert f"{name}vegen" not in said
        if oracle.nowhere(s, reader):
            assert "hope-barneskole" not in said
            assert NEW_SCHOOL not in said

    def teardown(self) -> None:
        if hasattr(self, "state"):
            self.render(asked=True)


def test_every_reader_sees_what_the_oracle_says_after_any_history() -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=SEQUENCES,
            stateful_step_count=12,
            deadline=None,
            derandomize=not NIGHTLY,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
