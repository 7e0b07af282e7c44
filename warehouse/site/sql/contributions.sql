SELECT currency, edition, sum(amount) AS amount, count(*) AS countries
FROM contribution_totals
GROUP BY currency, edition
ORDER BY currency, edition
