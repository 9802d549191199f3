"""Windows that open and close go in; when the last is gone, the page is told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

CLOSING = 20.0  # seconds: going from one page to the next closes a window and opens another
SILENT = 7200.0  # seconds without a word from any window: the browser itself is gone


@dataclass
class Windows:
    """The open windows by the names they have given themselves; `stop` ends the page, whoever asks."""

    stop: Callable[[], None]
    closing: float = CLOSING
    silent: float = SILENT
    open: set[str] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)
    timer: threading.Timer | None = None

    def seen(self, name: str) -> None:
        """Note that a window is open."""
        with self.lock:
            self.open.add(name)
            self._wait(self.silent)

    def closed(self, name: str) -> None:
        """Note that a window is gone; the last one ends the page unless another opens at once."""
        with self.lock:
            self.open.discard(name)
            if not self.open:
                self._wait(self.closing)

    def touched(self) -> None:
        """Note that something was asked for: a window is on its way, though it has not said so yet."""
        with self.lock:
            if self.timer and not self.open:
                self._wait(self.closing)

    def end(self) -> None:
        """Wait for nothing more."""
        with self.lock:
            if self.timer:
                self.timer.cancel()

    def _wait(self, seconds: float) -> None:
        if self.timer:
            self.timer.cancel()
        self.timer = threading.Timer(seconds, self.stop)
        self.timer.daemon = True
        self.timer.start()
