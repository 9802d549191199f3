"""A case file is edited as a careful colleague would: only the touched lines change."""

from __future__ import annotations

import copy
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bti_docs.case.edit import readable, rewrite
from bti_docs.case.load import load_case
from bti_docs.case.merge import ABSENT, merge
from bti_docs.problem import BtiError

ROOT = Path(__file__).parent.parent
SAMPLES = [p for p in sorted(ROOT.glob("samples/*/*.yaml")) if load_case(p.read_bytes(), file=str(p)).tree]
RISOR = (ROOT / "samples/risor/sak.yaml").read_bytes()
# A new case as it is before anything is filled in; its explanations in brackets are comments and may lose those.
NEW = (ROOT / "templates/ny-sak.yaml").read_bytes().replace(b"{kommune}", b"risor").replace(b"{m\xc3\xa5lform}", b"nb")
NEW = re.sub(rb"\{(?:id|skole|f.*?dato|file)\}", b"x", NEW)


def tree(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = copy.deepcopy(readable(data).tree)
    return found


def changed(before: bytes, after: bytes) -> list[str]:
    """The lines of `after` that are not in `before`."""
    old = before.decode().splitlines()
    return [line for line in after.decode().splitlines() if line not in old]


def edited(before: bytes, **by_path: Any) -> bytes:
    wanted = tree(before)
    for path, value in by_path.items():
        *steps, last = [int(s) if s.isdigit() else s for s in path.split("__")]
        node: Any = wanted
        for step in steps:
            node = node[step]
        node[last] = value
    return rewrite(before, wanted)


def test_one_value_changes_one_line():
    assert changed(RISOR, edited(RISOR, barn__trinn="8")) == ["  trinn: 8"]
    assert changed(RISOR, edited(RISOR, personer__1__navn="Rita: Rektor")) == [
        "  - {id: rita,  navn: 'Rita: Rektor',    rolle: rektor,          enhet: hope-barneskole}"
    ]


def test_a_comment_on_the_line_stays():
    after = edited(NEW, nivå="2").decode()
    assert "nivå: 2                           # BTI-nivå nå, 0–3" in after
    assert "  syn: []                         # barnets egen stemme" in after


def test_a_first_row_in_an_empty_list_keeps_the_comment_of_the_list():
    after = edited(NEW, barn__syn=[{"dato": "2026-09-14", "form": "elevsamtale", "sier": "Hei\nder\n"}]).decode()
    assert "  syn:                         # barnets egen stemme, f.eks.:\n    - dato: 2026-09-14\n" in after
    assert "      sier: |\n        Hei\n        der\n" in after


def test_a_new_key_is_put_where_the_model_has_it():
    after = edited(NEW, barn__telefon="900 00 001").decode()
    assert "  klasse: 1A\n  telefon: 900 00 001\n  adressesperre" in after


def test_text_of_many_lines_is_written_as_many_lines():
    after = edited(RISOR, møter__0__gjelder="Første linje\n\n  innrykk\nSiste: linje # her\n").decode()
    assert "    gjelder: |\n      Første linje\n\n        innrykk\n      Siste: linje # her\n    fungerer:" in after


def test_windows_line_breaks_and_a_byte_order_mark_are_kept():
    before = b"\xef\xbb\xbf" + RISOR.replace(b"\n", b"\r\n")
    after = edited(before, barn__klasse="8B")
    assert after.startswith(b"\xef\xbb\xbf#")
    assert after.count(b"\n") == after.count(b"\r\n") == before.count(b"\r\n")


def test_decomposed_letters_on_other_lines_are_kept():
    before = RISOR.replace(b"Anne Ungdom", "Åse Ungdom".encode())
    after = edited(before, barn__klasse="8B")
    assert "Åse".encode() in after


def test_a_file_without_a_last_line_break_is_added_to():
    before = RISOR.rstrip() + b""
    wanted = tree(before)
    wanted["arkiv"] = {"saksnummer": "26/1"}
    wanted["fravær"] = [{"dato": "2026-05-04", "type": "dag"}]
    assert tree(rewrite(before, wanted)) == wanted


def test_rows_are_added_in_the_way_of_their_neighbours():
    wanted = tree(RISOR)
    wanted["personer"].append({"id": "ole", "navn": "Ole Vikar", "rolle": "assistent"})
    wanted["møter"][0]["saker"].insert(1, {"tittel": "Ny sak"})
    after = rewrite(RISOR, wanted)
    assert changed(RISOR, after) == [
        "  - {id: ole, navn: Ole Vikar, rolle: assistent}",
        "      - {tittel: Ny sak}",
    ]


def test_a_row_that_goes_takes_only_its_own_lines():
    wanted = tree(RISOR)
    del wanted["møter"][1]
    after = rewrite(RISOR, wanted)
    assert not changed(RISOR, after)
    assert after.count(b"  - id: m2") == 0


ROWS_WITH_COMMENTS = """\
mål:                # det vi vil
  # det første
  - id: g1
    tekst: En       # trygg
    # enda mer om det første

  - {id: g2, tekst: To}
  # det siste
  - id: g3
    tekst: |
      Tre
# her slutter målene
tiltak: [{id: t1, hva: a}, {id: t2, hva: b},
  {id: t3, hva: c}]
"""


def test_a_row_that_is_moved_takes_its_comments_along_and_leaves_the_gaps():
    before = ROWS_WITH_COMMENTS.encode()
    wanted = tree(before)
    wanted["mål"].insert(0, wanted["mål"].pop())
    wanted["tiltak"].reverse()
    assert (
        rewrite(before, wanted).decode()
        == """\
mål:                # det vi vil
  # det siste
  - id: g3
    tekst: |
      Tre

  # det første
  - id: g1
    tekst: En       # trygg
    # enda mer om det første
  - {id: g2, tekst: To}
# her slutter målene
tiltak: [{id: t3, hva: c}, {id: t2, hva: b},
  {id: t1, hva: a}]
"""
    )


def test_a_row_that_is_moved_to_the_end_of_a_file_without_a_last_line_break_stays_on_its_own_line():
    before = "\ufeffmål:\r\n  - {id: g1, tekst: a\u030a}\r\n  - {id: g2, tekst: To}".encode()
    wanted = tree(before)
    wanted["mål"].reverse()
    assert rewrite(before, wanted) == ("\ufeffmål:\r\n  - {id: g2, tekst: To}\r\n  - {id: g1, tekst: a\u030a}".encode())


def test_a_row_may_be_moved_and_changed_and_another_added_at_once():
    wanted = tree(RISOR)
    wanted["møter"].reverse()
    wanted["møter"][0]["sted"] = "Biblioteket"
    wanted["møter"].insert(1, {"id": "m9", "type": "ressursteam", "dato": "2026-04-01"})
    after = rewrite(RISOR, wanted)
    assert changed(RISOR, after)[0] == "    sted: Biblioteket"
    assert tree(after) == wanted


def test_a_file_that_is_not_sound_yaml_is_not_touched():
    with pytest.raises(BtiError) as told:
        rewrite(RISOR + b"barn: {fornavn: To}\n", {})
    assert told.value.problems[0].code == "Y011"


def test_a_layout_that_nobody_writes_by_hand_is_refused_and_not_guessed_at():
    before = RISOR.replace(b"m\xc3\xa5lform: nb", b"m\xc3\xa5lform: {nb}")
    with pytest.raises(BtiError) as told:
        rewrite(before, {**tree(before), "målform": {"a": "b"}})
    assert told.value.problems[0].code == "Y040"


@pytest.mark.parametrize("text", ["Kva no:?", "a:? b", "¡ĞÜô:?", "a:,", "a:]", "klokka 10:30", "kven? ho"])
def test_a_text_that_ends_early_in_brackets_is_quoted_there(text: str):
    wanted = tree(RISOR)
    wanted["tiltak"] = [{"hva": text}, {"hva": "b", "hvem": [text]}]
    wanted["møter"][0]["til_stede"] = [text, "b"]
    assert tree(rewrite(RISOR, wanted)) == wanted


TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn", "Mn", "Me", "Zl", "Zp"), exclude_characters="\ufeff"),
    max_size=30,
).map(lambda t: __import__("unicodedata").normalize("NFC", t))
LINES = st.one_of(
    TEXTS,
    st.sampled_from(["ja", "2026-01-02", "a: b", "- x", "#", "'", '"', "{x}", "a #b", "[", "~", "null", "|", "1:"]),
).filter(lambda t: bool(t.strip()))
LONG = st.lists(TEXTS, min_size=2, max_size=4).map("\n".join).filter(lambda t: bool(t.strip()))
ROWS = st.lists(
    st.dictionaries(st.sampled_from(["hva", "dato", "hvem", "id"]), LINES | LONG, min_size=1), min_size=1, max_size=3
)
VALUES = st.one_of(
    LINES, LONG, st.lists(LINES, max_size=3), ROWS, st.dictionaries(st.sampled_from(["a", "b"]), LINES, min_size=1)
)


FILES = [*(p.read_bytes() for p in SAMPLES), NEW]


def value_for(parent: Any) -> st.SearchStrategy[Any]:
    """What may stand in a map, or as one more in a list: rows stay among rows, text among text."""
    if isinstance(parent, dict):
        return VALUES
    return LINES if isinstance(parent[0], str) else ROWS.map(lambda rows: rows[0])


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    for key, inner in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        found += places(inner, (*path, key))
    return found


@settings(
    max_examples=40,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.data())
def test_whatever_is_written_is_read_back_and_no_other_line_is_touched(data):
    before = FILES[data.draw(st.integers(0, len(FILES) - 1))]
    wanted = tree(before)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([p for p in places(wanted) if p]))
        parent: Any = wanted
        for step in path[:-1]:
            parent = parent[step]
        how = data.draw(st.sampled_from(["set", "remove", "insert", "key", "move"]))
        if how == "set" or len(parent) == 1:
            parent[path[-1]] = data.draw(value_for(parent))
        elif how == "remove":
            del parent[path[-1]]
        elif how == "move" and isinstance(parent, list):
            parent.insert(data.draw(st.integers(0, len(parent) - 1)), parent.pop(path[-1]))
        elif isinstance(parent, list):
            parent.insert(path[-1], data.draw(value_for(parent)))
        else:
            parent[data.draw(st.sampled_from(["tema", "merknad", "sted", "ny_nøkkel"]))] = data.draw(VALUES)
    after = rewrite(before, wanted)
    assert tree(after) == wanted
    comments = [line for line in before.decode().splitlines() if line.startswith("#")]
    assert [line for line in comments if line not in after.decode().splitlines()] == []


def test_changes_in_different_fields_are_both_kept():
    base, mine, theirs = tree(RISOR), tree(RISOR), tree(RISOR)
    mine["møter"][1]["sted"] = "Biblioteket"
    theirs["møter"].insert(0, {"id": "m0", "type": "ressursteam", "dato": "2026-04-01"})
    theirs["barn"]["klasse"] = "7B"
    both = merge(base, mine, theirs)
    assert not both.clashes
    assert both.tree["møter"][2]["sted"] == "Biblioteket"
    assert (both.tree["barn"]["klasse"], both.tree["møter"][0]["id"]) == ("7B", "m0")


def test_one_field_changed_by_both_is_a_clash_and_the_file_stands():
    base, mine, theirs = tree(RISOR), tree(RISOR), tree(RISOR)
    mine["barn"]["klasse"], theirs["barn"]["klasse"] = "7B", "7C"
    both = merge(base, mine, theirs)
    assert both.tree["barn"]["klasse"] == "7C"
    assert [(c.path, c.mine, c.theirs) for c in both.clashes] == [(("barn", "klasse"), "7B", "7C")]


def test_a_row_that_one_changed_and_the_other_took_away_is_a_clash():
    base, mine, theirs = tree(RISOR), tree(RISOR), tree(RISOR)
    mine["tiltak"][2]["hva"] = "Noe annet"
    del theirs["tiltak"][2]
    (clash,) = merge(base, mine, theirs).clashes
    assert (clash.path, clash.theirs) == (("tiltak", 2), ABSENT)
    assert clash.mine["hva"] == "Noe annet"


def test_a_row_that_one_moved_keeps_its_place_and_the_others_change():
    base, mine, theirs = tree(RISOR), tree(RISOR), tree(RISOR)
    mine["møter"].reverse()
    theirs["møter"][0]["sted"] = "Biblioteket"
    theirs["møter"].append({"id": "m9", "type": "ressursteam", "dato": "2026-04-01"})
    for both in (merge(base, mine, theirs), merge(base, theirs, mine)):
        assert not both.clashes
        assert [m["id"] for m in both.tree["møter"]] == ["m3", "m2", "m1", "m9"]
        assert both.tree["møter"][2]["sted"] == "Biblioteket"


def test_rows_that_both_have_moved_are_a_clash():
    base, mine, theirs = tree(RISOR), tree(RISOR), tree(RISOR)
    mine["møter"].reverse()
    theirs["møter"].insert(0, theirs["møter"].pop())
    both = merge(base, mine, theirs)
    assert [c.path for c in both.clashes] == [("møter",)]
    assert [m["id"] for m in both.tree["møter"]] == ["m3", "m1", "m2"]
