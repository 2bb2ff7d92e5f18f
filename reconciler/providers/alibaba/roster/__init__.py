"""The roster: the console's number list as a file in Git, vouched for by whoever merged it."""
