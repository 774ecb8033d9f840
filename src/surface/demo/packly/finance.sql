INSERT INTO finance.revenue_daily
SELECT CAST(day AS DATE) - 1 AS covered, channel, CAST(share * 19200 * (0.96 + 0.08 * dice(covered, channel)) AS DECIMAL(12, 2)) AS gross,
  CAST(gross * 0.031 AS DECIMAL(12, 2)) AS refunds, gross - refunds, CAST(gross / 62 AS INTEGER), berlin(day + INTERVAL 6 HOUR + INTERVAL 10 MINUTE)
FROM range(CAST(getvariable('first_day') AS TIMESTAMP), CAST(getvariable('end_day') AS TIMESTAMP), INTERVAL 1 DAY) AS days(day),
  (VALUES ('web', 0.41), ('app', 0.27), ('marketplace', 0.09), ('wholesale', 0.17), ('seller_fees', 0.05), ('gift_cards', 0.01)) AS channels(channel, share);

INSERT INTO finance.refunds
SELECT 'R' || key, 'O' || strftime(day - 4, '%y%m%d') || lpad(CAST(CAST(floor(dice(key, 'order') * 290) AS INTEGER) AS VARCHAR), 5, '0'),
  one_of(['late', 'damaged', 'wrong_item', 'changed_mind', 'changed_mind'], key, 'reason'), CAST(38 * exp(0.5 * bell(key, 'amount')) AS DECIMAL(10, 2)),
  moment, moment + INTERVAL 3 MINUTE
FROM moments('finance.refunds');

INSERT INTO finance.fx_rates
SELECT CAST(day AS DATE), currency, CAST((0.2 + 3 * dice(currency, 'level')) * (0.99 + 0.02 * dice(day, currency)) AS DECIMAL(12, 6)),
  berlin(day + INTERVAL 16 HOUR + INTERVAL 20 MINUTE)
FROM range(CAST(getvariable('first_day') AS TIMESTAMP), CAST(getvariable('end_day') AS TIMESTAMP), INTERVAL 1 DAY) AS days(day),
  (SELECT unnest(['AUD', 'BGN', 'BRL', 'CAD', 'CHF', 'CNY', 'CZK', 'DKK', 'GBP', 'HKD', 'HUF', 'IDR', 'ILS', 'INR', 'ISK', 'JPY', 'KRW', 'MXN', 'MYR',
    'NOK', 'NZD', 'PHP', 'PLN', 'RON', 'SEK', 'SGD', 'THB', 'TRY', 'USD', 'UAH', 'ZAR']) AS currency)
WHERE isodow(day) < 6;
