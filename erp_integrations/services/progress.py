"""How far a long piece of work has come, told while it runs."""

from typing import Protocol


class Progress(Protocol):
    def __call__(self, step: str, done: int, total: int) -> None:
        """Tell what is being done, in words, and how much of it is behind us; `total` 0 means not known yet."""
        ...


class TakenOver(Exception):
    """Another process took this one for dead and does its work: nothing more of it may be written."""


def quietly(step: str, done: int, total: int) -> None:
    """Tell nobody."""
