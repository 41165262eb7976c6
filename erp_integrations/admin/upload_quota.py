"""Files are taken in up to the limit. What comes after it is read and forgotten, so that the browser gets an answer."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class QuotaHandler(FileUploadHandler):
    """Counts the bytes of all files of a request. The handlers behind it keep them.

    `sizes` is what arrived of each file by its name, up to the limit.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.left = settings.UPLOAD_MAX_BYTES
        self.sizes: Counter[str] = Counter()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.left -= len(raw_data)
        self.sizes[str(self.file_name)] += len(raw_data)
        if self.left < 0:
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def names_of_larger(request: Any, limit: int) -> list[str]:
    """Return the names of a request's files that have more bytes than a limit, each by itself."""
    counted = [handler.sizes for handler in request.upload_handlers if isinstance(handler, QuotaHandler)]
    return [name for sizes in counted for name, size in sizes.items() if size > limit]
