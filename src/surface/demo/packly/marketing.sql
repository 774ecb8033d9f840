-- A drop holds the day before and restates the two days before that, as the ad networks settle their clicks.
INSERT INTO marketing.paid_acquisition
SELECT CAST(day AS DATE) AS drop_day, drop_day - back AS spent_on, channel, channel || '-' || lpad(CAST(number AS VARCHAR), 2, '0') AS campaign,
  CAST(95 * exp(0.7 * bell(campaign, spent_on)) * CASE WHEN isodow(spent_on) > 5 THEN 0.8 ELSE 1 END * (1 + 0.02 * back) AS DECIMAL(10, 2)) AS spend,
  CAST(spend * 130 AS INTEGER), CAST(spend * 1.7 AS INTEGER), CAST(spend * 0.05 * back AS INTEGER), berlin(day + INTERVAL 7 HOUR + INTERVAL 25 MINUTE)
FROM range(CAST(getvariable('first_day') AS TIMESTAMP), CAST(getvariable('end_day') AS TIMESTAMP), INTERVAL 1 DAY) AS days(day),
  (VALUES (1), (2), (3)) AS restated(back), range(16) AS campaigns(number), (VALUES ('search'), ('social'), ('display'), ('affiliate')) AS channels(channel);

INSERT INTO marketing.attribution
SELECT CAST(day AS DATE) AS drop_day, 'O' || strftime(drop_day - 1, '%y%m%d') || lpad(CAST(number AS VARCHAR), 5, '0') AS order_id, drop_day - 1,
  one_of(['google', 'google', 'newsletter', 'instagram', 'direct', 'partner'], order_id, touch), CASE touch WHEN 1 THEN 0.6 ELSE 0.4 END, 'v7',
  berlin(day + INTERVAL 8 HOUR + INTERVAL 10 MINUTE)
FROM range(CAST(getvariable('first_day') AS TIMESTAMP), CAST(getvariable('end_day') AS TIMESTAMP), INTERVAL 1 DAY) AS days(day),
  range(290) AS orders(number), (VALUES (1), (2)) AS touches(touch);
