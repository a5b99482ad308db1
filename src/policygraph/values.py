"""Frozen values: what travels between the stages, made by the thousand for each document."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field, fields
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(kind: type[T]) -> type[T]:
    """`dataclass(frozen=True, slots=True)`, made in less than half the time: the fields are set through their slots.

    >>> @value
    ... class Place:
    ...     page: int
    ...     line: int = 1
    >>> Place(3), Place(page=3, line=2) == Place(3, 2)
    (Place(page=3, line=1), True)
    >>> Place(3).page = 4
    Traceback (most recent call last):
    dataclasses.FrozenInstanceError: cannot assign to field 'page'

    Raises `TypeError` where making one takes more than that: a default that is made anew, a step afterwards.
    """
    made = dataclass(frozen=True, slots=True)(kind)
    names = [one.name for one in fields(made)]  # type: ignore[arg-type]
    if hasattr(made, "__post_init__") or any(one.default_factory is not MISSING for one in fields(made)):  # type: ignore[arg-type]
        raise TypeError(f"{made.__qualname__} needs more than its fields set: make it a dataclass")
    body = "".join(f"\n set_{name}(self, {name})" for name in names)
    scope: dict[str, Any] = {f"set_{name}": vars(made)[name].__set__ for name in names}
    exec(f"def __init__(self, {', '.join(names)}):{body}", scope)
    init, plain = scope["__init__"], made.__init__
    init.__defaults__, init.__annotations__ = plain.__defaults__, plain.__annotations__
    init.__qualname__ = plain.__qualname__
    setattr(made, "__init__", init)  # noqa: B010 - mypy knows no other way
    return made
