CREATE VIEW roundtable_members AS
SELECT
    coalesce(roundtable.edition, participation.edition) AS edition,
    coalesce(roundtable.code, member.code) AS code,
    coalesce(roundtable.title, member.title) AS title,
    participation.iso3,
    country.name,
    member.role
FROM roundtable_roles AS member
JOIN participations AS participation ON participation.participation_id = member.participation_id
JOIN countries AS country ON country.iso3 = participation.iso3
LEFT JOIN roundtables AS roundtable ON roundtable.roundtable_id = member.roundtable_id
ORDER BY ALL;

COMMENT ON VIEW roundtable_members IS 'Who had which role in which roundtable: as catalogued where the title is known, else as printed';
COMMENT ON COLUMN roundtable_members.edition IS 'Edition of the catalogued roundtable, else of the block; NULL where neither is known';
COMMENT ON COLUMN roundtable_members.code IS 'Code of the catalogued roundtable, else as printed';
COMMENT ON COLUMN roundtable_members.title IS 'Title of the catalogued roundtable, else as printed';
COMMENT ON COLUMN roundtable_members.iso3 IS 'Country';
COMMENT ON COLUMN roundtable_members.name IS 'Short English name of the country';
COMMENT ON COLUMN roundtable_members.role IS 'Role';
