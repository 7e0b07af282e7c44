"""The rows of the tables of the Factbook: the bodies that a country belongs to, and figures on people who moved."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, NamedTuple

from pydantic import Field

from schemas.records import Iso3, Position
from schemas.tables import Table

Name = Annotated[str, Field(pattern=r"^[a-z_]{1,60}$")]
Figure = Annotated[Decimal, Field(max_digits=18, decimal_places=2)]
Year = Annotated[int, Field(ge=1900, le=2100)]


class Membership(NamedTuple):
    """Bodies that a country takes part in, one row an entry of the printed list."""

    source: Annotated[str, Field(description="Source, such as factbook")]
    iso3: Annotated[Iso3, Field(description="Country")]
    position: Annotated[Position, Field(description="Position in the list, from 1")]
    organization: Annotated[str, Field(description="Name of the body as printed, mostly short")]
    qualifier: Annotated[str | None, Field(description="What is printed in brackets; several are joined with '; '")]
    is_state: Annotated[bool, Field(description="False where not the state, but bodies in it are the members")]
    text: Annotated[str, Field(description="The whole entry")]


class Indicator(NamedTuple):
    """Figures of a country on migrants, refugees and population, one row a printed figure."""

    source: Annotated[str, Field(description="Source, such as factbook")]
    iso3: Annotated[Iso3, Field(description="Country")]
    name: Annotated[Name, Field(description="What is told, such as refugees or remittances")]
    position: Annotated[Position, Field(description="Position among the figures of that name, the newest first")]
    value: Annotated[
        Figure | None, Field(description="The figure; NULL where the text gives none that can be read whole")
    ]
    unit: Annotated[str, Field(description="Unit of the value")]
    year: Annotated[Year | None, Field(description="Year of the figure as printed")]
    estimated: Annotated[bool | None, Field(description="Marked as estimated; NULL where no year is printed")]
    text: Annotated[str, Field(description="The figure as printed")]


MEMBERSHIPS = Table("memberships", Membership, ("source", "iso3", "position"), (("iso3", "countries"),))
INDICATORS = Table("indicators", Indicator, ("source", "iso3", "name", "position"), (("iso3", "countries"),))
TABLES = (MEMBERSHIPS, INDICATORS)
