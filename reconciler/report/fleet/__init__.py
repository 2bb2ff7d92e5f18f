"""The fleet's one page: which account needs a person, what everything costs, what is due. Pure."""
