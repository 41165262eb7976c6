"""How refusals are logged: a person who tries what is not theirs to do is no fault of the program."""

import logging

from django.core.exceptions import PermissionDenied


class OneLineRefusals(logging.Filter):
    """Replaces the traceback of a `PermissionDenied` by its sentence."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, PermissionDenied):
            record.msg, record.args = f"{record.getMessage()} {error}".rstrip(), ()
            record.exc_info = record.exc_text = None
        return True
