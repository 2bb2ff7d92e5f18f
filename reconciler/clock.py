"""The system clock; no other module reads it."""

from __future__ import annotations

import time
from datetime import datetime

from reconciler.model.calendar import SHANGHAI


class SystemClock:
    """Tells the machine's time, on the provider's wall clock."""

    def now(self) -> datetime:
        """An aware instant."""
        return datetime.now(SHANGHAI)

    def sleep(self, seconds: float) -> None:
        """Waits."""
        time.sleep(seconds)
