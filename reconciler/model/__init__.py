"""The nouns: frozen data and pure functions of it. Nothing here reads a clock, a file or a socket."""
