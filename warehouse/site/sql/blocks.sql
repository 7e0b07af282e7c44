SELECT iso3, name, participation_id, edition, edition_first, edition_last, attended_summit, attended_prep_meetings,
       participation_id IN (SELECT participation_id FROM roundtable_roles) AS has_role,
       participation_id IN (SELECT participation_id FROM contributions) AS contributed
FROM participations JOIN countries USING (iso3)
ORDER BY name, iso3, block
