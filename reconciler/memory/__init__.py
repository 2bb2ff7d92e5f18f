"""What the ledger says, folded: records, the memory they make, and in which condition a ledger is."""
