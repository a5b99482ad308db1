"""How fast the program reads, beside a peer on the same machine."""
