"""What a planted leak is: a file that hides a canary in one known way, where, and the abilities that alone find it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

NAME = "Åsne Kvåsheim"
SAMI = "Čáhppes Ŋuorra"
PLAIN = "Torvald Kvamme"
PHONE = "413 58 276"
EMAIL = "torkv@kommune.example"


@dataclass(frozen=True)
class Leak:
    """A file that hides a canary, the place it hides in, and the abilities (`TABLE:entry`) that alone find it."""

    title: str
    make: Callable[[], bytes]
    name: str
    place: str
    canary: str
    needs: tuple[str, ...]

    def __str__(self) -> str:
        return self.title


LEAKS: list[Leak] = []


def leak(
    name: str, place: str, *needs: str, canary: str = NAME
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """Register a function that makes a leaking file."""

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        LEAKS.append(Leak(make.__name__, make, name, place, canary, needs))
        return make

    return register
