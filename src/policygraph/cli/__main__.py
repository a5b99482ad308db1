"""``python -m policygraph.cli``."""

from policygraph.cli import main

main()
