"""The drift report as text and JSON."""
