"""From what is wanted, seen and remembered to a plan: pure functions, one stage a file."""
