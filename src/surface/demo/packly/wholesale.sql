INSERT INTO wholesale.orders
SELECT 'PO' || key, 'B' || lpad(CAST(CAST(floor(1900 * dice(key, 'account') * dice(key, 'size')) AS INTEGER) AS VARCHAR), 4, '0'), moment,
  day + 3 + CAST(7 * dice(key, 'wish') AS INTEGER), one_of(['EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'PLN', 'CHF', 'CZK'], key, 'currency'),
  CAST(1900 * exp(0.8 * bell(key, 'net')) AS DECIMAL(12, 2)), 1 + CAST(24 * dice(key, 'lines') AS INTEGER), moment + INTERVAL 2 MINUTE
FROM moments('wholesale.orders');

-- About ten accounts a day are opened; a thousand are older than the history.
INSERT INTO wholesale.accounts
SELECT 'B' || lpad(CAST(number AS VARCHAR), 4, '0') AS account_id, 'C' || CAST(floor(dice(account_id, 'canonical') * 31000) AS INTEGER),
  1000 * (1 + CAST(40 * dice(account_id, 'credit') AS INTEGER)), one_of(['retail', 'retail', 'gastro', 'office', 'reseller'], account_id, 'segment'),
  getvariable('history_day') + CAST(floor((number - 1000) / 10) AS INTEGER) AS opened_on, berlin(opened_on + INTERVAL 29 HOUR + INTERVAL 40 MINUTE)
FROM range(CASE WHEN getvariable('first_day') = getvariable('history_day') THEN 0 ELSE 1000 + 10 * (getvariable('first_day') - getvariable('history_day')) END,
  1000 + 10 * (getvariable('end_day') - getvariable('history_day'))) AS accounts(number);

INSERT INTO wholesale.price_list
SELECT 'SKU' || lpad(CAST(number AS VARCHAR), 4, '0') AS sku, tier, CAST(day AS DATE), CAST(4 + 90 * dice(sku, tier) + dice(day, sku) AS DECIMAL(10, 2)), 'EUR',
  berlin(day + INTERVAL 5 HOUR)
FROM range(CAST(getvariable('first_day') AS TIMESTAMP), CAST(getvariable('end_day') AS TIMESTAMP), INTERVAL 1 DAY) AS days(day),
  range(600) AS skus(number), (VALUES ('A'), ('B'), ('C')) AS tiers(tier)
WHERE isodow(day) = 4;
