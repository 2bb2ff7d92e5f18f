"""How text reaches its sink: encoders, tables, colour, the size budget, shared phrases."""
