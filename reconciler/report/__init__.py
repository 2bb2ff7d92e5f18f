"""Interpreters of plans, drift reports, lists and results: data in, text out, one file per format."""
