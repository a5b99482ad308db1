"""x"""

from pathlib import Path
from policygraph.store import Store


def page(store: Store, path: Path) -> int:
    return 0
