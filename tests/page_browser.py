"""Debian's Chromium on the page, and a user who has only a keyboard: what is on the screen is found by its name."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed (Debian: apt install chromium)")
_QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_MOST_TABS = 400

# What a screen reader would call the focused control: its label, with its group's name before it.
_NAME = """() => {
  const at = document.activeElement;
  const said = at.getAttribute("aria-label");
  if (said) return said;
  const own = at.tagName === "SUMMARY" ? at.firstChild.textContent : at.labels?.[0]?.innerText ?? at.innerText;
  const isBox = ["radio", "checkbox"].includes(at.type);
  const group = isBox ? at.closest("fieldset")?.querySelector("legend")?.innerText : "";
  const clean = (text) => (text ?? "").replace(/\\([^)]*\\)$/, "").trim();
  return (group ? clean(group) + ": " : "") + (group ? own.trim() : clean(own));
}"""


@contextmanager
def browsing() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=CHROMIUM, args=list(_QUIET))
        try:
            yield browser
        finally:
            browser.close()


def wrong(page: Page) -> list[Any]:
    """What axe-core finds wrong, with the first piece of HTML."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(v["id"], v["nodes"][0]["html"][:200]) for v in found]


class Keyboard:
    """A user without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, name: str) -> None:
        """Press Tab until the control called `name` has the focus."""
        seen = []
        for _ in range(_MOST_TABS):
            self.page.keyboard.press("Tab")
            seen.append(self.page.evaluate(_NAME))
            if seen[-1] == name:
                return
        raise AssertionError(f"Tab never came to {name!r}; it came to {list(dict.fromkeys(seen))}")

    def press(self, name: str) -> None:
        """Press a button or follow a link, and wait for the next page."""
        self.to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def open(self, *names: str) -> None:
        """Unfold parts of the form, one inside the other."""
        for name in names:
            self.to(name)
            self.page.keyboard.press("Space")

    def write(self, name: str, text: str) -> None:
        """Write in a field, in place of what stands there."""
        self.to(name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def choose(self, name: str, text: str) -> None:
        """Choose in a list by typing the beginning of the words, as far as every keyboard has the letters."""
        self.to(name)
        self.type(text)

    def type(self, text: str) -> None:
        """Type in the list that has the focus."""
        self.page.keyboard.type("".join(itertools.takewhile(str.isascii, text)))

    def tick(self, *names: str) -> None:
        """Tick boxes, in the order they stand."""
        for name in names:
            self.to(name)
            self.page.keyboard.press("Space")

    def yes(self, name: str) -> None:
        """Answer yes to a question that nobody has answered."""
        self.to(name)
        self.page.keyboard.press("ArrowRight")
