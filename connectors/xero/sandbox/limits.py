"""How many calls an app may make to one organisation (Xero reference 2)."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


class TooMany(Exception):
    """Answered with 429. There is no Retry-After for concurrent calls, hence None."""

    def __init__(self, problem: str, retry_after: int | None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.retry_after = retry_after


class Window:
    """A fixed window, which starts with the first call in it."""

    def __init__(self, length: timedelta) -> None:
        self.length = length
        self.used = 0
        self._started: datetime | None = None

    def move_to(self, now: datetime) -> None:
        if self._started is None:
            self._started = now
        elif not self._started <= now < self._started + self.length:
            self._started, self.used = now, 0

    def seconds_left(self, now: datetime) -> int:
        return max(1, round((self.length - (now - (self._started or now))).total_seconds()))


class Limits:
    """`per_minute`, `per_day`, `concurrent` and `per_app_minute` may be changed at any time.

    `minute_used` and `day_used` may be set to start near a limit.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.per_minute = 60
        self.per_day = 5000
        self.concurrent = 5
        self.per_app_minute = 10_000
        self._now = now
        self._lock = threading.Lock()
        self._minute = Window(MINUTE)
        self._day = Window(DAY)
        self._in_progress = 0

    @property
    def minute_used(self) -> int:
        return self._minute.used

    @minute_used.setter
    def minute_used(self, count: int) -> None:
        self._minute.move_to(self._now())
        self._minute.used = count

    @property
    def day_used(self) -> int:
        return self._day.used

    @day_used.setter
    def day_used(self, count: int) -> None:
        self._day.move_to(self._now())
        self._day.used = count

    @contextmanager
    def call(self) -> Iterator[None]:
        """Count one call and hold one of the concurrent places; raises TooMany, which is not counted."""
        with self._lock:
            self._check_and_count()
            self._in_progress += 1
        try:
            yield
        finally:
            with self._lock:
                self._in_progress -= 1

    def remaining(self) -> dict[str, str]:
        """Return the headers that tell what is left."""
        with self._lock:
            self._move_windows()
            return {
                "X-DayLimit-Remaining": str(max(0, self.per_day - self._day.used)),
                "X-MinLimit-Remaining": str(max(0, self.per_minute - self._minute.used)),
                "X-AppMinLimit-Remaining": str(max(0, self.per_app_minute - self._minute.used)),
            }

    def _check_and_count(self) -> None:
        now = self._move_windows()
        if self._in_progress >= self.concurrent:
            raise TooMany("concurrent", None)
        if self._day.used >= self.per_day:
            raise TooMany("day", self._day.seconds_left(now))
        if self._minute.used >= self.per_minute:
            raise TooMany("minute", self._minute.seconds_left(now))
        if self._minute.used >= self.per_app_minute:
            raise TooMany("appminute", self._minute.seconds_left(now))
        self._minute.used += 1
        self._day.used += 1

    def _move_windows(self) -> datetime:
        now = self._now()
        self._minute.move_to(now)
        self._day.move_to(now)
        return now
