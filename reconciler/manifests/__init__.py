"""The documents a workspace is written in, and their expansion into the desired state."""
