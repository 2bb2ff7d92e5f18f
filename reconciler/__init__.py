"""Phone numbers as code: declare voice numbers in YAML, review the plan, apply it once."""

__version__ = "0.1.0"
