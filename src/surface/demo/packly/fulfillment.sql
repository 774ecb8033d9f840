INSERT INTO fulfillment.shipment_status
SELECT 'H' || key, 'O' || left(key, 6) || lpad(CAST(CAST(floor(dice(key, 'order') * 290) AS INTEGER) AS VARCHAR), 5, '0'),
  one_of(['b2c', 'b2c', 'b2c', 'b2b', 'api'], key, 'channel'), one_of(['BER1', 'BER1', 'LEJ2', 'LEJ2', 'WAW1'], key, 'warehouse'),
  one_of(['DHL', 'DHL', 'DPD', 'Hermes', 'InPost'], key, 'carrier'),
  one_of(['packed', 'handed_over', 'in_transit', 'in_transit', 'out_for_delivery', 'delivered'], key, 'status'), moment,
  CAST(1400 * exp(0.6 * bell(key, 'weight')) AS INTEGER), moment + INTERVAL 30 SECOND
FROM moments('fulfillment.shipment_status');

INSERT INTO fulfillment.inventory_snapshot
SELECT 'SKU' || lpad(CAST(number AS VARCHAR), 4, '0') AS sku, warehouse, CAST(200 * exp(bell(sku, warehouse)) AS INTEGER) + CAST(20 * dice(sku, taken) AS INTEGER),
  CAST(15 * dice(warehouse || sku, taken) AS INTEGER), berlin(taken) AS snapshot_at, snapshot_at + INTERVAL 6 MINUTE
FROM range(CAST(getvariable('first_day') AS TIMESTAMP), CAST(getvariable('end_day') AS TIMESTAMP), INTERVAL 6 HOUR) AS times(taken),
  range(90) AS skus(number), (VALUES ('BER1'), ('LEJ2'), ('WAW1')) AS sites(warehouse);

INSERT INTO fulfillment.seller_api_calls
SELECT 'A' || key,
  CASE WHEN dice(key, 'big') < 0.18 THEN 'seller-007' ELSE 'seller-' || lpad(CAST(CAST(floor(dice(key, 'seller') * 120) AS INTEGER) AS VARCHAR), 3, '0') END,
  one_of(['/stock', '/stock', '/orders', '/orders', '/labels', '/prices'], key, 'endpoint'),
  CASE WHEN dice(key, 'code') < 0.955 THEN 200 WHEN dice(key, 'code') < 0.996 THEN 429 ELSE 503 END,
  CAST(80 * exp(0.7 * bell(key, 'latency')) AS INTEGER), moment, moment + INTERVAL 10 SECOND
FROM moments('fulfillment.seller_api_calls');
