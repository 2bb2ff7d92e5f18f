"""The seams: what a provider, a ledger store, a kind and a rule are, and the facts that kinds and rules look at."""
