SELECT iso3, name,
       (SELECT count(*) FROM participations WHERE participations.iso3 = countries.iso3) AS editions,
       (SELECT count(*) FROM roundtable_roles JOIN participations USING (participation_id)
        WHERE participations.iso3 = countries.iso3) AS roles,
       (SELECT count(*) FROM contributions JOIN participations USING (participation_id)
        WHERE participations.iso3 = countries.iso3) AS contributions,
       (SELECT count(*) FROM practice_countries WHERE practice_countries.iso3 = countries.iso3) AS practices
FROM countries
ORDER BY name, iso3
