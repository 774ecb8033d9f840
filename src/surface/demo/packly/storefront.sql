INSERT INTO storefront.customer_events
SELECT 'E' || key, moment, moment + to_seconds(CAST(1 + 40 * dice(key, 'way') AS INTEGER)), 'S' || left(key, 10),
  CASE WHEN dice(key, 'known') < 0.6 THEN 'C' || CAST(floor(dice(key, 'who') * 31000) AS INTEGER) END,
  CASE WHEN dice(key, 'type') < 0.70 THEN 'page_view' WHEN dice(key, 'type') < 0.84 THEN 'add_to_cart'
    WHEN dice(key, 'type') < 0.87 THEN 'checkout' ELSE 'purchase' END AS event_type,
  one_of(['ios', 'ios', 'android', 'android', 'desktop', 'desktop', 'desktop', 'tablet'], key, 'device'),
  CASE WHEN dice(key, 'utm') > 0.28 THEN one_of(['google', 'google', 'google', 'newsletter', 'instagram', 'partner'], key, 'source') END,
  CASE WHEN event_type IN ('checkout', 'purchase') THEN CAST(62 * exp(0.5 * bell(key, 'basket') - 0.125) AS DECIMAL(10, 2)) END,
  moment + INTERVAL 45 SECOND
FROM moments('storefront.customer_events');

INSERT INTO storefront.orders
SELECT 'O' || key, 'C' || CAST(floor(dice(key, 'who') * 31000) AS INTEGER), moment,
  CASE WHEN dice(key, 'status') < 0.93 THEN 'paid' WHEN dice(key, 'status') < 0.98 THEN 'pending' ELSE 'cancelled' END,
  1 + CAST(floor(4 * dice(key, 'items') * dice(key, 'more')) AS INTEGER),
  CAST(62 * exp(0.5 * bell(key, 'basket') - 0.125) AS DECIMAL(10, 2)), one_of(['EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'EUR', 'PLN', 'CHF'], key, 'currency'),
  one_of(['card', 'card', 'paypal', 'paypal', 'invoice', 'sepa'], key, 'method'), 'P' || key, moment + INTERVAL 1 MINUTE
FROM moments('storefront.orders');

INSERT INTO storefront.payments
SELECT payment_ref, order_id, one_of(['adyen', 'adyen', 'paypal', 'klarna'], order_id, 'provider'), CAST(gross_eur * 100 AS BIGINT), currency,
  CASE status WHEN 'cancelled' THEN 'failed' WHEN 'pending' THEN 'authorised' ELSE 'captured' END,
  placed_at + to_seconds(CAST(600 * dice(order_id, 'capture') AS INTEGER)) AS captured_at, captured_at + INTERVAL 1 MINUTE
FROM storefront.orders WHERE placed_at >= berlin(getvariable('first_day'));

INSERT INTO storefront.customers
SELECT 'C' || key, moment, one_of(['DE', 'DE', 'DE', 'DE', 'AT', 'PL', 'NL', 'CH'], key, 'country'), dice(key, 'consent') < 0.44,
  one_of(['basic', 'basic', 'basic', 'basic', 'plus', 'plus', 'premium'], key, 'tier'), berlin(day + INTERVAL 1 DAY + INTERVAL 3 HOUR + INTERVAL 30 MINUTE)
FROM moments('storefront.customers');

-- The customers of the three years before the history.
INSERT INTO storefront.customers
SELECT 'C' || number, berlin(getvariable('history_day') - CAST(1 + 1095 * dice(number, 'since') AS INTEGER)) AS created_at,
  one_of(['DE', 'DE', 'DE', 'DE', 'AT', 'PL', 'NL', 'CH'], number, 'country'), dice(number, 'consent') < 0.44,
  one_of(['basic', 'basic', 'basic', 'basic', 'plus', 'plus', 'premium'], number, 'tier'), created_at
FROM range(31000) AS customers(number)
WHERE getvariable('first_day') = getvariable('history_day');
