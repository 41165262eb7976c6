"""What the log says of refusals and of mistakes."""

import logging
import sys

from django.core.exceptions import PermissionDenied

from config.refusals import OneLineRefusals


def logged(error):
    """Return the text of a log entry about an exception, as the console gets it."""
    try:
        raise error
    except Exception:
        record = logging.LogRecord("django.request", logging.WARNING, "", 0, "Forbidden: %s", ("/x/",), sys.exc_info())
    assert OneLineRefusals().filter(record)
    return logging.Formatter().format(record)


def test_refusal_is_one_line_with_its_reason():
    assert logged(PermissionDenied("ann may not export any commitment.")) == (
        "Forbidden: /x/ ann may not export any commitment."
    )


def test_mistake_keeps_its_traceback():
    assert "Traceback" in logged(ValueError("a mistake"))


def test_entry_without_an_exception_stays_as_it_is():
    record = logging.LogRecord("django", logging.WARNING, "", 0, "100% of %s", ("all",), None)
    record.args = ()
    assert OneLineRefusals().filter(record)
    assert record.msg == "100% of %s"


def test_console_uses_it(settings):
    assert settings.LOGGING["handlers"]["console"]["filters"] == ["refusals"]
