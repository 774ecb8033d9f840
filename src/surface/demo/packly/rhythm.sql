-- How much of everything there is, and when: the pulse of Packly. Volumes are a tenth to a thousandth of the real ones,
-- so that ninety days fit into a few seconds; their patterns over the day and the week are whole.
-- `hash` instead of a random number: the same day always has the same rows, whenever and in whatever order it is made.
CREATE MACRO dice(what, salt) AS (hash(what, salt, getvariable('seed')) % 1000003) / 1000003.0;

-- A normal distribution from three dice (Irwin and Hall), good enough for baskets and weights.
CREATE MACRO bell(what, salt) AS (dice(what, salt || 'a') + dice(what, salt || 'b') + dice(what, salt || 'c') - 1.5) * 2;

-- One of the words, all equally often.
CREATE MACRO one_of(words, what, salt) AS words[1 + CAST(floor(dice(what, salt) * len(words)) AS INTEGER)];

CREATE MACRO berlin(wall) AS timezone('Europe/Berlin', CAST(wall AS TIMESTAMP));

-- Share of each hour of the day, from midnight on.
CREATE TABLE profile (name VARCHAR, shares INTEGER[]);
INSERT INTO profile VALUES
  ('shop',  [1, 1, 1, 1, 1, 1,  4,  8, 10, 11, 12, 14, 20, 20, 13, 11, 11, 13, 16, 22, 22, 18, 8, 3]),
  ('scans', [1, 1, 1, 1, 1, 3, 12,  6,  6,  6,  6,  6,  6,  6, 12,  6,  6,  6,  5,  5,  4,  4, 8, 2]),
  ('calls', [2, 2, 2, 2, 2, 2,  5,  9, 14, 18, 20, 20, 18, 16, 18, 18, 18, 16, 12,  8,  6,  4, 3, 2]),
  ('desk',  [0, 0, 0, 0, 0, 0,  0,  2,  7, 10, 11, 11,  8,  8, 10, 11, 10,  8,  5,  4,  3,  2, 0, 0]),
  ('trade', [0, 0, 0, 0, 0, 0,  0,  0,  8, 12, 13, 12,  8,  9, 12, 12,  9,  5,  0,  0,  0,  0, 0, 0]);

CREATE TABLE hours AS
WITH shares AS (SELECT name, unnest(shares) AS share, generate_subscripts(shares, 1) - 1 AS hour FROM profile),
so_far AS (SELECT name, hour, share, sum(share) OVER (PARTITION BY name ORDER BY hour) AS upto, sum(share) OVER (PARTITION BY name) AS whole FROM shares)
SELECT name, hour, (upto - share) / whole AS low, upto / whole AS high FROM so_far WHERE share > 0;

-- Rows on an ordinary Tuesday, and the factor of each weekday from Monday on.
CREATE TABLE rhythm (product VARCHAR, base INTEGER, week DOUBLE[], profile VARCHAR, on_sale DOUBLE, month_end DOUBLE);
INSERT INTO rhythm VALUES
  ('storefront.customer_events',   2400, [1.04, 1.00, 1.03, 1.04, 1.06, 1.10, 1.18], 'shop',  2.2, 1.0),
  ('storefront.orders',             310, [1.04, 1.00, 1.03, 1.04, 1.06, 1.10, 1.18], 'shop',  2.2, 1.0),
  ('storefront.customers',           42, [1.04, 1.00, 1.03, 1.04, 1.06, 1.10, 1.18], 'shop',  1.3, 1.0),
  ('fulfillment.shipment_status',  1050, [1.35, 1.00, 1.00, 1.00, 1.02, 0.40, 0.03], 'scans', 1.2, 1.0),
  ('fulfillment.seller_api_calls', 1100, [1.02, 1.00, 1.00, 1.01, 0.98, 0.55, 0.40], 'calls', 1.3, 1.0),
  ('wholesale.orders',              190, [1.05, 1.00, 1.00, 1.02, 0.95, 0.00, 0.00], 'trade', 1.0, 2.5),
  ('finance.refunds',               140, [1.60, 1.00, 1.00, 0.98, 0.97, 0.70, 0.60], 'desk',  1.0, 1.0);

-- Rows of a product from `first_day` to before `end_day`, spread over each day by its profile: even enough that no gap is an accident.
CREATE MACRO moments(wanted) AS TABLE
WITH days AS (
  SELECT CAST(day AS DATE) AS day, profile,
    CAST(round(
      base * week[isodow(day)]
      * CASE WHEN day = getvariable('sale_day') THEN on_sale ELSE 1 END
      * CASE WHEN day = last_day(day) THEN month_end ELSE 1 END
      * (0.98 + 0.04 * dice(CAST(day AS DATE), wanted))) AS INTEGER) AS size
  FROM rhythm, range(CAST(getvariable('first_day') AS TIMESTAMP), CAST(getvariable('end_day') AS TIMESTAMP), INTERVAL 1 DAY) AS days(day)
  WHERE product = wanted
),
numbered AS (SELECT day, profile, size, unnest(range(size)) AS number FROM days),
placed AS (
  SELECT day, profile, strftime(day, '%y%m%d') || lpad(CAST(number AS VARCHAR), 5, '0') AS key,
    (number + 0.1 + 0.8 * dice(wanted || day, number)) / size AS progress
  FROM numbered
)
SELECT key, day, berlin(day + to_microseconds(CAST((hour + (progress - low) / (high - low)) * 3600000000 AS BIGINT))) AS moment
FROM placed JOIN hours ON hours.name = profile AND progress >= low AND progress < high;
