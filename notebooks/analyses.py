"""Four analyses of a release, with their charts: ``.venv/bin/marimo edit notebooks/analyses.py``.

It reads the current release of the data folder that ``PROFILES_DATA`` names, or else of ``build/sample``.
"""

import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="Four analyses")


with app.setup:
    import os
    from pathlib import Path

    import altair as alt
    import duckdb
    import marimo as mo
    import polars as pl


@app.cell
def _():
    data = Path(os.environ.get("PROFILES_DATA", "build/sample"))
    warehouse = duckdb.connect(data / "current" / "profiles.duckdb", read_only=True)
    release = (data / "current").resolve().name

    def asked(question):
        """The answer of the release, as a data frame."""
        return pl.from_arrow(warehouse.sql(question).to_arrow_table())

    return asked, release


@app.cell
def _():
    def shown(table):
        """A table to read; a year has no comma."""
        years = {name: str for name in ("edition", "first", "last") if name in table.columns}
        return mo.ui.table(table, format_mapping=years, selection=None, show_column_summaries=False)

    return (shown,)


@app.cell
def _(release):
    mo.md(f"""
    # Four analyses

    Of release `{release}`. A country that the release has no page of is in none of them, and a block whose edition is
    open counts for no year: what is not certain is said in words below each chart.
    """)
    return


@app.cell
def _():
    mo.md("""
    ## Who returns every year?
    """)
    return


@app.cell
def _(asked):
    returns = asked("""
        SELECT name, count(*) AS editions, min(year) AS first, max(year) AS last,
          (SELECT count(*) FROM editions WHERE edition BETWEEN min(year) AND max(year)) AS held
        FROM yearly_attendance WHERE attended_summit
        GROUP BY name ORDER BY editions DESC, name LIMIT 40
    """)
    attended = asked("""
        SELECT name, year FROM yearly_attendance WHERE attended_summit
        ORDER BY name, year
    """)
    open_blocks = asked("""
        SELECT name, edition_first AS first, edition_last AS last FROM participations JOIN countries USING (iso3)
        WHERE edition IS NULL AND attended_summit ORDER BY ALL
    """)
    return attended, open_blocks, returns


@app.cell
def _(attended, returns):
    _order = returns["name"].to_list()
    returns_chart = (
        alt.Chart(attended.filter(attended["name"].is_in(_order)))
        .mark_square(size=160, color="#2f6690")
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(orient="top", labelAngle=0)),
            y=alt.Y("name:N", title=None, sort=_order),
            tooltip=["name", "year"],
        )
        .properties(title=alt.Title("Summits attended; most often first", anchor="start"), width={"step": 36})
    )
    returns_chart
    return (returns_chart,)


@app.cell
def _(open_blocks, returns):
    _always = returns.filter(returns["editions"] == returns["held"])["name"].to_list()
    _open = "; ".join(f"{name} {first} to {last}" for name, first, last in open_blocks.head(10).iter_rows())
    mo.md(f"""
    **{len(_always)}** of the {len(returns)} countries shown missed no summit between their first and their last:
    {", ".join(_always) or "none"}. Blocks whose edition is open, and which are in the chart at no year:
    {len(open_blocks)} ({_open or "none"}).
    """)
    return


@app.cell
def _(returns, shown):
    shown(returns)
    return


@app.cell
def _():
    mo.md("""
    ## Who co-chairs with whom?
    """)
    return


@app.cell
def _(asked):
    together = asked("""
        WITH chairs AS (
          SELECT DISTINCT roundtable_id, name FROM roundtable_roles
          JOIN participations USING (participation_id) JOIN countries USING (iso3)
          WHERE role IN ('co_chair', 'chair') AND roundtable_id IS NOT NULL)
        SELECT one.name AS country, other.name AS with_country, count(*) AS roundtables
        FROM chairs one JOIN chairs other USING (roundtable_id)
        GROUP BY ALL ORDER BY ALL
    """)
    _often = together.filter(together["country"] == together["with_country"]).sort(
        "roundtables", "country", descending=[True, False]
    )
    chairs_shown = _often["country"].to_list()[:30]
    pairs = together.filter(together["country"] < together["with_country"]).sort("roundtables", descending=True)
    return chairs_shown, pairs, together


@app.cell
def _(chairs_shown, together):
    _cells = alt.Chart(
        together.filter(together["country"].is_in(chairs_shown) & together["with_country"].is_in(chairs_shown))
    ).encode(
        x=alt.X("with_country:N", title=None, sort=chairs_shown, axis=alt.Axis(orient="top", labelAngle=-45)),
        y=alt.Y("country:N", title=None, sort=chairs_shown),
        tooltip=["country", "with_country", "roundtables"],
    )
    _alone = "datum.country == datum.with_country"
    together_chart = (
        _cells.mark_rect().encode(
            color=alt.condition(
                _alone,
                alt.value("#dde3e8"),
                alt.Color("roundtables:Q", legend=None, scale=alt.Scale(range=["#b5d0e6", "#16425b"], domainMin=0)),
            )
        )
        + _cells.mark_text().encode(
            text="roundtables:Q",
            color=alt.condition(f"{_alone} || datum.roundtables < 2", alt.value("#222"), alt.value("#fff")),
        )
    ).properties(title=alt.Title("Roundtables chaired: on the diagonal in all, elsewhere together", anchor="start"))
    together_chart
    return (together_chart,)


@app.cell
def _(pairs):
    mo.md(
        f"**{len(pairs)}** pairs of countries chaired a roundtable together. "
        "Titles that the reference does not have are left out, for nobody can tell that two of them are one roundtable."
    )
    return


@app.cell
def _(pairs, shown):
    shown(pairs)
    return


@app.cell
def _():
    mo.md("""
    ## How did contributions move?
    """)
    return


@app.cell
def _(asked):
    moved = asked("""
        SELECT edition, currency, sum(amount)::DOUBLE AS amount, count(DISTINCT iso3) AS countries
        FROM contribution_totals GROUP BY ALL ORDER BY currency, edition
    """)
    left_out = asked("""
        SELECT kind, count(*) AS lines FROM contributions WHERE kind <> 'cash' OR amount IS NULL
        GROUP BY kind ORDER BY lines DESC, kind
    """)
    return left_out, moved


@app.cell
def _(moved):
    moved_chart = (
        alt.Chart(moved)
        .mark_bar(color="#2f6690")
        .encode(
            x=alt.X("edition:O", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("amount:Q", title=None, axis=alt.Axis(format="~s")),
            tooltip=["edition", "currency", alt.Tooltip("amount", format=",.0f"), "countries"],
        )
        .properties(height=90, width=480)
        .facet(row=alt.Row("currency:N", title=None, header=alt.Header(labelAngle=0, labelAlign="left")))
        .resolve_scale(y="independent")
        .properties(title="Cash by edition, each currency on a scale of its own")
    )
    moved_chart
    return (moved_chart,)


@app.cell
def _(left_out):
    _told = ", ".join(f"{lines} {kind.replace('_', ' ')}" for kind, lines in left_out.iter_rows())
    mo.md(f"""
    Nothing is converted. Lines that are no cash are left out ({_told or "none"}), as is what has no certain edition.
    """)
    return


@app.cell
def _(moved, shown):
    shown(moved)
    return


@app.cell
def _():
    mo.md("""
    ## Which practices spread?
    """)
    return


@app.cell
def _(asked):
    spread = asked("""
        SELECT title, len(countries) AS shown_by, countries FROM practice_catalogue
        WHERE title IS NOT NULL AND len(countries) > 1 ORDER BY shown_by DESC, title LIMIT 25
    """)
    how_many = asked("""
        SELECT count(*) AS practices, count(*) FILTER (len(countries) > 1) AS shared FROM practice_catalogue
    """)
    return how_many, spread


@app.cell
def _(spread):
    spread_chart = (
        alt.Chart(spread.explode("countries"))
        .mark_circle(size=110, color="#2f6690")
        .encode(
            x=alt.X("countries:N", title=None, axis=alt.Axis(orient="top")),
            y=alt.Y("title:N", title=None, sort=spread["title"].to_list(), axis=alt.Axis(labelLimit=320)),
            tooltip=["title", "countries"],
        )
        .properties(title=alt.Title("Practices that several countries share; most countries first", anchor="start"))
    )
    spread_chart
    return (spread_chart,)


@app.cell
def _(how_many):
    _practices, _shared = how_many.row(0)
    mo.md(f"{_shared} of {_practices} practices stand on the pages of more than one country.")
    return


@app.cell
def _(shown, spread):
    shown(spread)
    return


if __name__ == "__main__":
    app.run()
