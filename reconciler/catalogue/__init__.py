"""Static texts: codes, notices, console steps, the recommendation table."""
