"""An apply's outcomes as text and JSON."""
