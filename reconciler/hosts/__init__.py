"""Code hosts that a report is posted to. A further one implements `Host` in a file of its own."""
