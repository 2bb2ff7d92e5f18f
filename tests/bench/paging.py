"""What reading an account over HTTP takes, every answer 20 ms late: requests, and the share of the permitted rate.

`python tests/bench/paging.py 10000` prints its rows. The clock counts here: most of the time is waiting.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import seeded
from row import Row

LATE = 0.02
"""Seconds between a request and its answer."""
PERMITTED = 100
"""Requests a second and user, as documented."""
PAGE = 100
_KEYS = {"ALIBABA_CLOUD_ACCESS_KEY_ID": "testid", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "testsecret"}


def measure(endpoint: str) -> dict[str, float]:
    """The requests and seconds of one whole read; in this process."""
    from reconciler.model.state import Account
    from reconciler.providers import create

    account = Account("prod", "alibaba", {"endpoint": endpoint, "protocol": "http"})
    provider: Any = create("alibaba", account, Path())
    client, requests = provider._client, list[str]()
    read = client.read

    def late(action: str, fields: Mapping[str, object]) -> Any:
        requests.append(action)
        time.sleep(LATE)
        return read(action, fields)

    read("QueryAccountBalance", {})  # imports the SDK, which is a matter of starting
    client.read = late
    begun = time.perf_counter()
    provider.observe()
    return {"requests": len(requests), "seconds": time.perf_counter() - begun}


def rows(size: int) -> Iterator[Row]:
    """Each figure beside its goal; without the SDK (extra `alibaba`) nothing is measured."""
    with TemporaryDirectory() as root:
        folder = Path(root) / "fleet"
        seeded.lay_apart(folder, size, "as declared")
        run = [sys.executable, "-m", "reconciler", "-C", str(folder), "simulator", "serve"]
        with subprocess.Popen(
            run, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ | _KEYS
        ) as server:
            assert server.stdout is not None
            endpoint = server.stdout.readline().removeprefix("endpoint: ").strip()
            try:
                found = _apart(endpoint)
            finally:
                server.terminate()
    requests = None if found is None else found["requests"] / (size / PAGE)
    share = None if found is None else found["requests"] / found["seconds"] / PERMITTED
    yield Row(f"{size:,} live numbers over HTTP: requests ÷ pages of {PAGE}", requests, 1.05)
    yield Row(f"{size:,} live numbers over HTTP: share of the permitted rate", share, 0.9, True)


def _apart(endpoint: str) -> dict[str, float] | None:
    command = [sys.executable, __file__, "measure", endpoint]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ | _KEYS)
    return None if done.returncode else json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        print(json.dumps(measure(sys.argv[2])))
    else:
        for row in rows(int(sys.argv[1])):
            print(row)
