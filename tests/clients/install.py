"""`make clients`: the provider's clients of other ages and languages, each into a folder of its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / ".clients"
SDK = "alibabacloud-dyvmsapi20170525"
PYTHON = {
    **{
        f"{SDK} {version}": ("tea_client.py", (f"{SDK}=={version}",))
        for version in ("5.0.0", "4.2.0", "3.2.2", "2.1.4")
    },
    "aliyun-python-sdk-core 2.16.0": ("core_client.py", ("aliyun-python-sdk-core==2.16.0",)),
    "aliyun-python-sdk-dyvmsapi 3.2.0": (
        "product_client.py",
        ("aliyun-python-sdk-core==2.16.0", "aliyun-python-sdk-dyvmsapi==3.2.0"),
    ),
}
"""A client's name to its script and what is installed for it."""
NODE = {
    "@alicloud/pop-core 1.8.0": ("pop_core.js", ("@alicloud/pop-core@1.8.0",)),
    "@alicloud/openapi-client 0.4.15": (
        "openapi_client.js",
        ("@alicloud/openapi-client@0.4.15", "@alicloud/tea-util@1.4.9"),
    ),
}


def folder_of(name: str) -> Path:
    """Where a client is installed."""
    return FOLDER / name.replace("/", "-").replace(" ", "-")


def main() -> None:
    """Installs each one that is not there yet."""
    for name, (_, packages) in PYTHON.items():
        if not folder_of(name).is_dir():
            words = [
                sys.executable,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--target",
                str(folder_of(name)),
                *packages,
            ]
            subprocess.run(words, check=True)
    for name, (_, packages) in NODE.items():
        if not folder_of(name).is_dir():
            folder_of(name).mkdir(parents=True)
            subprocess.run(["npm", "install", "--silent", *packages], cwd=folder_of(name), check=True)


if __name__ == "__main__":
    main()
