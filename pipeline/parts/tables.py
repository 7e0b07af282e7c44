"""The tables of a release out of parts: the rows of each, piece by piece."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from extractors.sources import SCHEMA, reference_rows
from pipeline.parts.making import Parts
from pipeline.transform.countries import countries_of, evidence_of_countries
from schemas.records import CountryIdentity
from warehouse.building.pieces import Pieces
from warehouse.parts.tables import pieces_in, pieces_of_rows, records_in, records_where

_OF_PAGES = frozenset({"pages", "page_lines", "repairs", "quarantine"})
"""Tables about pages alone: the rows of one shard after another are in order."""
_TABLES = {table.name: table for table in SCHEMA.tables}


def pieces_of(parts: Parts) -> Mapping[str, Pieces]:
    """The pieces of every table, each read when it is asked for: then a DamagedPartError may be raised."""
    others = _other_rows(parts)
    every = (*parts.shards, *parts.united)
    return {
        table.name: Pieces(
            chain(pieces_in(table, every), pieces_of_rows(table, others.get(table.name, ()))),
            in_order=table.name in _OF_PAGES,
        )
        for table in SCHEMA.tables
    }


def _other_rows(parts: Parts) -> Mapping[str, Iterable[Any]]:
    """The rows that no part has: those in memory, reference data, and countries out of what each source says."""
    identities: Sequence[CountryIdentity] = [
        *records_in(_TABLES["country_identities"], parts.united),
        *parts.rows.get("country_identities", ()),
    ]
    of_identities = records_where(_TABLES["evidence"], parts.united, "table_name", "country_identities")
    rows: dict[str, list[Iterable[Any]]] = defaultdict(list)
    rows["countries"].append(countries_of(identities))
    rows["evidence"].append(evidence_of_countries(identities, chain(of_identities, parts.rows.get("evidence", ()))))
    for table, record in reference_rows():
        rows[table].append((record,))
    for table, records in parts.rows.items():
        rows[table].append(records)
    return {table: chain.from_iterable(found) for table, found in rows.items()}
