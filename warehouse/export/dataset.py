"""What a search engine for data sets wants to know of an export: a Dataset of schema.org, as JSON-LD.

https://schema.org/Dataset
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from warehouse.describing.datapackage import DESCRIPTION, NAME, TITLE
from warehouse.export.content import Selection
from warehouse.manifest import digest_of

DATASET = "dataset.jsonld"
_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".geojson": "application/geo+json",
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
}


def render_dataset(selection: Selection, files: Sequence[Path]) -> bytes:
    """The bytes of dataset.jsonld about these files, which lie beside it. Raises OSError."""
    dataset = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": TITLE,
        "alternateName": NAME,
        "description": f"{DESCRIPTION} Tables: {', '.join(content.name for content in selection.contents)}.",
        "identifier": selection.release,
        "version": selection.release,
        "isBasedOn": [
            {
                "@type": "CreativeWork",
                "name": origin.title,
                "url": origin.home,
                "license": {"@type": "CreativeWork", "name": origin.licence},
            }
            for origin in selection.origins
        ],
        "distribution": [_download(path) for path in files],
    }
    return (json.dumps(dataset, indent=2, ensure_ascii=False) + "\n").encode()


def _download(path: Path) -> dict[str, str]:
    return {
        "@type": "DataDownload",
        "contentUrl": path.name,
        "encodingFormat": _MEDIA_TYPES[path.suffix],
        "contentSize": f"{path.stat().st_size} B",
        "sha256": digest_of(path),
    }
