"""A provider's limit, shared by every worker that uses one key: a row says when the next request may be made."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import bindparam, create_engine, text

from reconciler.ledger.location import Location

_TAKE = text(
    """
    INSERT INTO fleet_turns AS turns (key, free_at) VALUES (:key, clock_timestamp() + :gap * interval '1 second')
    ON CONFLICT (key) DO UPDATE
      SET free_at = greatest(turns.free_at, clock_timestamp()) + :gap * interval '1 second'
    RETURNING extract(epoch FROM free_at - clock_timestamp()) - :gap
    """
).bindparams(bindparam("key"), bindparam("gap"))
"""By the database's clock: workers' clocks may differ."""


class Turns:
    """Turns at a provider, first come, first served."""

    def __init__(self, location: Location, sleep: Callable[[float], None]) -> None:
        self._sleep = sleep
        self._engine = create_engine(  # here, not at the first turn: several threads take theirs at once
            location.url, isolation_level="AUTOCOMMIT", hide_parameters=True, pool_pre_ping=True
        )

    def of(self, key: str, per_second: float) -> Callable[[], None]:
        """What to call before each request: it returns when the request may be made."""

        def wait() -> None:
            seconds = self._take(key, 1 / per_second)
            if seconds > 0:
                self._sleep(seconds)

        return wait

    def _take(self, key: str, gap: float) -> float:
        with self._engine.connect() as connection:
            return float(connection.execute(_TAKE, {"key": key, "gap": gap}).scalar_one())

    def close(self) -> None:
        """Gives the connections back."""
        self._engine.dispose()
