"""Profiles of The World Factbook, written down in a test once and printed in both forms in which they were saved."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from pipeline.transform.dataset import dataset_of
from schemas.tables import Dataset
from tests.comparing import rows, snapshot

Field = str | Mapping[str, str]
"""What a field says, or its subfields. ``text`` and ``note`` are its own text and what stands beside it."""
Profile = Mapping[str, Mapping[str, Field]]
"""Sections, with their fields."""

GOVERNMENT, PEOPLE, ISSUES = "Government", "People and Society", "Transnational Issues"
NAME, BODIES = "Country name", "International organization participation"
COORDINATES, DISPLACED = "Geographic coordinates", "Refugees and internally displaced persons"
NOTHING: Profile = {}


def named(short: str, long: str = "none") -> Field:
    """The field that names the country."""
    return {"conventional long form": long, "conventional short form": short}


def about(name: Field) -> Profile:
    """A profile that says no more than its name."""
    return {GOVERNMENT: {NAME: name}}


def kenya(bodies: Field | None = None, more: Profile = NOTHING) -> Profile:
    """A profile of Kenya with this list of bodies and these sections."""
    government = {NAME: named("Kenya", "Republic of Kenya"), **({BODIES: bodies} if bodies else {})}
    return {**more, GOVERNMENT: {**government, **more.get(GOVERNMENT, {})}}


def flat_value(profile: Profile) -> dict[str, Any]:
    """The form with sections, fields and subfields by name."""
    return {section: {name: _flat(field) for name, field in fields.items()} for section, fields in profile.items()}


def _flat(field: Field) -> dict[str, Any]:
    parts = {"text": field} if isinstance(field, str) else field
    return {name: said if name in {"text", "note"} else {"text": said} for name, said in parts.items()}


def listed_value(profile: Profile, title: str = "") -> dict[str, Any]:
    """The form with lists, as the site's own program read it. ``title`` is the name above all sections."""
    categories = [
        {"id": at, "title": section, "fields": [_listed(name, field) for name, field in fields.items()]}
        for at, (section, fields) in enumerate(profile.items(), 1)
    ]
    return {"name": title, "code": "XX", "published": "2026-01-19 00:15:28 -0500", "categories": categories}


def _listed(name: str, field: Field) -> dict[str, Any]:
    parts = {"text": field} if isinstance(field, str) else field
    entry: dict[str, Any] = {"name": name, "field_id": 1, "content": "<br><br>".join(_pieces(parts))}
    below = [{"name": part, "content": said} for part, said in parts.items() if part not in {"text", "note"}]
    return {
        **entry,
        **({"subfields": below} if below else {}),
        **({"field_note": parts["note"]} if "note" in parts else {}),
    }


def _pieces(parts: Mapping[str, str]) -> Iterator[str]:
    for name, said in parts.items():
        yield said if name in {"text", "note"} else f"<strong>{name}: </strong>{said}"


def flat(profile: Profile) -> bytes:
    """The bytes of a profile in the form with names."""
    return json.dumps(flat_value(profile)).encode()


def listed(profile: Profile, title: str = "") -> bytes:
    """The bytes of a profile in the form with lists."""
    return json.dumps(listed_value(profile, title), ensure_ascii=False).encode()


def dataset(*payloads: bytes) -> Dataset:
    """What these pages give together, each saved under a name that tells nothing."""
    return dataset_of([snapshot(payload, f"saved/{at}.json") for at, payload in enumerate(payloads, 1)])


Form = Callable[[Profile], bytes]
both_forms = pytest.mark.parametrize("form", [flat, listed], ids=["flat", "listed"])


def reasons(found: Dataset) -> list[object]:
    """Why pages are in quarantine."""
    return [row["reason"] for row in rows(found, "quarantine")]


def codes(found: Dataset) -> list[object]:
    """The codes of all issues."""
    return [row["code"] for row in rows(found, "issues")]
