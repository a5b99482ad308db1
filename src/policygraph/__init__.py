"""policygraph: who must do what, by when, because of which directive, and where the text says so."""

__version__ = "0.1.0"
