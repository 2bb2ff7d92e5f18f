"""The plan as text, Markdown and JSON."""
