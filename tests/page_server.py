"""The page as its user starts it, in a process of its own, and a plain client that says what it is told to."""

from __future__ import annotations

import http.client
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from tests.conftest import ROOT

SAMPLES = {"risor": ROOT / "samples/risor/sak.yaml", "vindafjord": ROOT / "samples/vindafjord/sak.yaml"}


@dataclass
class Answer:
    """What the page answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Served:
    """A running page. `cookie` is what the first visit gave."""

    url: str
    folder: Path
    process: subprocess.Popen[str]
    cookie: str = ""
    host: str = field(init=False)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.host = urlsplit(self.url).netloc

    def ask(self, path: str, form: Mapping[str, str] | bytes | None = None, **headers: str | None) -> Answer:
        """Ask as a browser window of the page does; a header given as None is left out."""
        said: dict[str, str | None] = {"Host": self.host, "Cookie": self.cookie}
        body = form if isinstance(form, bytes) else urlencode(form).encode() if form is not None else None
        if body is not None:
            said |= {"Origin": f"http://{self.host}", "Content-Type": "application/x-www-form-urlencoded"}
        said |= {name.replace("_", "-"): value for name, value in headers.items()}
        line = http.client.HTTPConnection(self.host, timeout=180)
        line.putrequest("GET" if body is None else "POST", quote(path, safe="/?=&%~.:"), skip_host=True)
        for name, value in said.items():
            if value is not None:
                line.putheader(name, value)
        if body is not None:
            line.putheader("Content-Length", str(len(body)))
        line.endheaders(body)
        answer = line.getresponse()
        found = Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
        line.close()
        return found

    def enter(self) -> None:
        """Spend the token."""
        query = urlsplit(self.url).query
        self.cookie = self.ask(f"/?{query}").headers["set-cookie"].partition(";")[0]

    def case(self) -> str:
        """The address of the first case."""
        found = re.search(r'href="(/sak/[0-9a-f]+)"', self.ask("/").text)
        assert found
        return found[1]

    def state(self, address: str) -> str:
        """The state that a step's form was made from."""
        found = re.search(r'name="state" value="([0-9a-f]{64})"', self.ask(address).text)
        assert found
        return unescape(found[1])


@contextmanager
def serving(folder: Path, *samples: str, lang: str = "nb") -> Iterator[Served]:
    """Start `bti-docs start` on a folder with copies of the samples, and end it as Ctrl-C does."""
    folder.mkdir(exist_ok=True)
    for name in samples:
        shutil.copy(SAMPLES[name], folder / f"{name}.yaml")
    command = [sys.executable, "-m", "bti_docs", "--lang", lang, "start", str(folder), "--no-browser"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield Served(process.stdout.readline().strip(), folder, process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.communicate(timeout=20)
