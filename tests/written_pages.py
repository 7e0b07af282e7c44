"""Pages of one country, written down in a test: their frame, and what comes out of them."""

from __future__ import annotations

from extractors.gfmd.facts import Block, facts_of
from pipeline.transform.dataset import read_snapshot
from schemas.extraction import AnyExtraction, Identity
from schemas.snapshot import Snapshot

LABELS_OF_IDENTITY = ("Official Name", "ISO2 Code", "ISO3 Code", "Longitude", "Latitude", "Geolocation")


def identity(official_name: str, iso2: str, iso3: str, *position: str) -> str:
    """The lines above the participation of a country. Its position is two coordinates and a point, or nothing."""
    fields = zip(LABELS_OF_IDENTITY, (official_name, iso2, iso3, *position), strict=False)
    return "".join(f"{label}\n{value}\n" for label, value in fields) + "Attended Meeting\n"


IDENTITY = identity("Republic of Peru", "PE", "PER", "10 00 S", "76 00 W", "POINT (-76 -10)")
END = "\n\nSubscribe to Peru"
FIELDS = (
    "<dl><dt>Official Name</dt><dd>Republic of Peru</dd><dt>ISO2 Code</dt><dd>PE</dd><dt>ISO3 Code</dt><dd>PER</dd>"
    "<dt>Longitude</dt><dd>10 00 S</dd><dt>Latitude</dt><dd>76 00 W</dd><dt>Geolocation</dt><dd>POINT (-76 -10)</dd>"
    "<dt>Attended Meeting</dt><dt>Delegate</dt><dt>Financial Contribution</dt><dd>No Financial Contribution</dd>"
    "<dt>RT Participation</dt><dd>No Participation</dd><dt>Attended Summit</dt><dd>Yes</dd></dl>"
)
SUBSCRIBE = '<p><a href="/feed">Subscribe to Peru</a></p>'


def read(text: str, path: str = "page") -> AnyExtraction:
    """What a page says."""
    return read_snapshot(Snapshot("gfmd", path, text.encode()))


def identity_of(found: AnyExtraction) -> Identity:
    """The country that a page is about."""
    assert found.identity is not None
    return found.identity


def kind(found: AnyExtraction) -> tuple[str | None, str | None]:
    """Of which kind a page is, and why it is refused."""
    return found.page.kind, found.refusal.reason if found.refusal else None


def html(body: str, fields: str = FIELDS) -> AnyExtraction:
    """What a page of HTML says, with these lines below its fields."""
    return read(f"<!doctype html><html><body>{fields}{body}{SUBSCRIBE}</body></html>")


def money(line: str) -> Block:
    """The block of a page whose one contribution is this line."""
    lines = f"Delegate\nFinancial Contribution\n  • {line}\nRT Participation\n\nNo Participation\n\nAttended Summit"
    (block,) = facts_of(read(IDENTITY + lines + END)).blocks
    return block


def role(line: str) -> Block:
    """The block of a page whose one roundtable line is this."""
    lines = f"Delegate\nFinancial Contribution\n\nNo Contribution\n\nRT Participation\n  • {line}\nAttended Summit"
    (block,) = facts_of(read(IDENTITY + lines + END)).blocks
    return block


def shown(extraction: AnyExtraction) -> list[tuple[str | None, str | None]]:
    """Title and text of each practice of a page."""
    return [(practice.title, practice.summary) for practice in facts_of(extraction).practices]


def unclaimed(extraction: AnyExtraction) -> list[str]:
    """The lines of a page that nobody claimed."""
    return [claim.text for claim in extraction.claims if claim.owner == "unclaimed"]


def owners(extraction: AnyExtraction) -> dict[str, str]:
    """The owner of each line, by its text."""
    return {claim.text: claim.owner for claim in extraction.claims}


def codes(extraction: AnyExtraction) -> list[str]:
    """The codes of all issues of a page."""
    return [issue.code for issue in extraction.issues]
