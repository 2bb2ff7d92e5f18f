"""The ledger's records and condition as text and JSON."""
