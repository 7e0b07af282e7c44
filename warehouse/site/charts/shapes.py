"""The shapes of the countries for the map of the world, projected before they came here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

SHAPES = "world.json"


@dataclass(frozen=True, slots=True)
class World:
    """A map: the box of its drawing (the ``viewBox`` of an SVG), and the outline of each country (``d`` of a path).

    ``outlines`` is by ISO 3166-1 alpha-3 code, ``dots`` has the places of countries that are too small for one;
    ``convention`` is a sentence on whose borders are drawn.
    """

    box: str
    outlines: Mapping[str, str]
    dots: Mapping[str, tuple[float, float]]
    convention: str


def read_world() -> World | None:
    """The map that the program comes with, or None where it has none.

    The file ``vendored/world.json`` is an object with ``viewBox``, ``paths`` (outline by code), ``dots`` (place by
    code) and ``convention``.
    """
    file = files("warehouse.site").joinpath("vendored", SHAPES)
    if not file.is_file():
        return None
    held = json.loads(file.read_text("utf-8"))
    dots = {iso3: (x, y) for iso3, (x, y) in held["dots"].items()}
    return World(held["viewBox"], held["paths"], dots, held["convention"])
