CREATE VIEW contribution_totals AS
SELECT
    participation.iso3,
    participation.edition,
    contribution.currency,
    CAST(sum(contribution.amount) AS DECIMAL(38, 2)) AS amount
FROM contributions AS contribution
JOIN participations AS participation ON participation.participation_id = contribution.participation_id
WHERE participation.edition IS NOT NULL AND contribution.kind = 'cash'
  AND contribution.amount IS NOT NULL AND contribution.currency IS NOT NULL
GROUP BY participation.iso3, participation.edition, contribution.currency
ORDER BY participation.iso3, participation.edition, contribution.currency;

COMMENT ON VIEW contribution_totals IS 'Cash given by country, edition and currency; only blocks whose edition is settled and lines with an amount and its currency, nothing converted';
COMMENT ON COLUMN contribution_totals.iso3 IS 'Country';
COMMENT ON COLUMN contribution_totals.edition IS 'Edition, by the year of its summit';
COMMENT ON COLUMN contribution_totals.currency IS 'ISO 4217 currency of the amounts';
COMMENT ON COLUMN contribution_totals.amount IS 'Sum of the amounts in that currency';
