"""Interpreters of a plan, a drift report, a status list or an apply's result: data in, text out, one file per format."""
