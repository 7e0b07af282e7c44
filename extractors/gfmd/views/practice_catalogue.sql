CREATE VIEW practice_catalogue AS
SELECT
    practice.*,
    coalesce(
        (SELECT list(country.iso3 ORDER BY country.iso3)
         FROM practice_countries AS country WHERE country.practice_id = practice.practice_id),
        []
    ) AS countries,
    coalesce(
        (SELECT list({'scheme': term.scheme, 'term': term.term} ORDER BY term.scheme, term.term)
         FROM practice_terms AS term WHERE term.practice_id = practice.practice_id),
        []
    ) AS terms
FROM practices AS practice
ORDER BY practice.practice_id;

COMMENT ON VIEW practice_catalogue IS 'Each practice with its countries and terms as lists; the other columns are those of practices';
COMMENT ON COLUMN practice_catalogue.practice_id IS 'Practice';
COMMENT ON COLUMN practice_catalogue.countries IS 'ISO3 codes of its countries, in order; empty where none is known';
COMMENT ON COLUMN practice_catalogue.terms IS 'Its terms with their schemes, in order; empty where none is known';
