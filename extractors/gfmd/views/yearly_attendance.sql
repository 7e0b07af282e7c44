CREATE VIEW yearly_attendance AS
SELECT
    participation.iso3,
    country.name,
    participation.edition AS year,
    participation.attended_summit,
    participation.attended_prep_meetings,
    participation.delegate,
    participation.edition_basis
FROM participations AS participation
JOIN countries AS country ON country.iso3 = participation.iso3
WHERE participation.edition IS NOT NULL
ORDER BY participation.iso3, participation.edition;

COMMENT ON VIEW yearly_attendance IS 'Who attended which edition; only blocks whose edition is settled';
COMMENT ON COLUMN yearly_attendance.iso3 IS 'Country';
COMMENT ON COLUMN yearly_attendance.name IS 'Short English name of the country';
COMMENT ON COLUMN yearly_attendance.year IS 'Edition, by the year of its summit';
COMMENT ON COLUMN yearly_attendance.attended_summit IS 'Summit listed as attended; NULL where the page is cut';
COMMENT ON COLUMN yearly_attendance.attended_prep_meetings IS 'Preparatory meetings listed as attended; NULL where the page is cut';
COMMENT ON COLUMN yearly_attendance.delegate IS 'A delegate is listed; NULL where the form loses it';
COMMENT ON COLUMN yearly_attendance.edition_basis IS 'Kind of evidence that settled the edition';
