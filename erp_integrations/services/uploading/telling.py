"""What a report says, kept as JSON in the measure of a page, and all its wrong rows as a CSV file."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from erp_integrations.models.sentences import as_read, as_stored
from erp_integrations.services.loading import LoadReport, Problem

MOST_TOLD = 50
LONGEST_REASON = 300
# What a spreadsheet takes for a formula if a cell begins with it.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Told:
    """A report with the first of each of its lists, and how many there were.

    `differs` says that applying did something else than its preview had told.
    """

    report: LoadReport
    problems: int
    warnings: int
    sent: int
    not_sent: int
    was_to_send: bool = False
    differs: bool = False

    @classmethod
    def of(cls, report: LoadReport, **more: bool) -> "Told":
        told = replace(
            report,
            problems=[in_measure(problem) for problem in report.problems[:MOST_TOLD]],
            warnings=[in_measure(warning) for warning in report.warnings[:MOST_TOLD]],
            sent=report.sent[:MOST_TOLD],
            not_sent=report.not_sent[:MOST_TOLD],
        )
        numbers = (len(report.problems), len(report.warnings), len(report.sent), len(report.not_sent))
        return cls(told, *numbers, **more)

    def as_json(self) -> Any:
        return msgspec.to_builtins(self, enc_hook=as_stored)


def told_from(json: Any) -> Told:
    """Read a report back: what it says is in the language of whoever reads it now."""
    told = msgspec.convert(json, Told)
    report = told.report
    for problems in (report.problems, report.warnings):
        problems[:] = [replace(problem, reason=as_read(problem.reason)) for problem in problems]
    for sendings in (report.sent, report.not_sent):
        sendings[:] = [replace(one, kind=as_read(one.kind), sentence=as_read(one.sentence)) for one in sendings]
    return told


def in_measure(problem: Problem) -> Problem:
    if len(problem.reason) <= LONGEST_REASON:
        return problem
    return replace(problem, reason=f"{problem.reason[:LONGEST_REASON]}…")


def wrong_rows_of(problems: Iterable[Problem]) -> str:
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(("file", "line", "column", "reason"))
    for problem in map(in_measure, problems):
        words = (problem.file, str(problem.line or ""), problem.column, problem.reason)
        writer.writerow(harmless(word) for word in words)
    return target.getvalue()


def harmless(word: str) -> str:
    return f"'{word}" if word.startswith(FORMULAS) else word
