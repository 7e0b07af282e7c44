SELECT co_chairs, count(*) AS roundtables
FROM (
    SELECT roundtable_id, count(DISTINCT participations.iso3) FILTER (role = 'co_chair') AS co_chairs
    FROM roundtables
    LEFT JOIN roundtable_roles USING (roundtable_id)
    LEFT JOIN participations USING (participation_id)
    GROUP BY roundtable_id
)
GROUP BY co_chairs
ORDER BY co_chairs
