-- What each product holds. `arrives_at` is when a pipeline delivers the row; it is not part of the product.
CREATE SCHEMA storefront;
CREATE TABLE storefront.customer_events (event_id VARCHAR, occurred_at TIMESTAMPTZ, received_at TIMESTAMPTZ, session_id VARCHAR, customer_id VARCHAR,
  event_type VARCHAR, device VARCHAR, utm_source VARCHAR, amount_eur DECIMAL(10, 2), arrives_at TIMESTAMPTZ);
CREATE TABLE storefront.orders (order_id VARCHAR, customer_id VARCHAR, placed_at TIMESTAMPTZ, status VARCHAR, items INTEGER, gross_eur DECIMAL(10, 2),
  currency VARCHAR, payment_method VARCHAR, payment_ref VARCHAR, arrives_at TIMESTAMPTZ);
CREATE TABLE storefront.payments (payment_ref VARCHAR, order_id VARCHAR, provider VARCHAR, amount_minor BIGINT, currency VARCHAR, state VARCHAR,
  captured_at TIMESTAMPTZ, arrives_at TIMESTAMPTZ);
CREATE TABLE storefront.customers (customer_id VARCHAR, created_at TIMESTAMPTZ, country VARCHAR, consent_marketing BOOLEAN, tier VARCHAR,
  arrives_at TIMESTAMPTZ);

CREATE SCHEMA fulfillment;
CREATE TABLE fulfillment.shipment_status (shipment_id VARCHAR, order_ref VARCHAR, channel VARCHAR, warehouse VARCHAR, carrier VARCHAR, status VARCHAR,
  status_at TIMESTAMPTZ, weight_g INTEGER, arrives_at TIMESTAMPTZ);
CREATE TABLE fulfillment.inventory_snapshot (sku VARCHAR, warehouse VARCHAR, on_hand INTEGER, reserved INTEGER, snapshot_at TIMESTAMPTZ,
  arrives_at TIMESTAMPTZ);
CREATE TABLE fulfillment.seller_api_calls (call_id VARCHAR, seller_id VARCHAR, endpoint VARCHAR, status_code INTEGER, latency_ms INTEGER,
  "at" TIMESTAMPTZ, arrives_at TIMESTAMPTZ);

CREATE SCHEMA wholesale;
CREATE TABLE wholesale.orders (po_id VARCHAR, account_id VARCHAR, placed_at TIMESTAMPTZ, requested_delivery DATE, currency VARCHAR,
  net_amount DECIMAL(12, 2), lines INTEGER, arrives_at TIMESTAMPTZ);
CREATE TABLE wholesale.accounts (account_id VARCHAR, canonical_customer_id VARCHAR, credit_limit INTEGER, segment VARCHAR, opened_on DATE,
  arrives_at TIMESTAMPTZ);
CREATE TABLE wholesale.price_list (sku VARCHAR, account_tier VARCHAR, valid_from DATE, net_price DECIMAL(10, 2), currency VARCHAR,
  arrives_at TIMESTAMPTZ);

CREATE SCHEMA marketing;
CREATE TABLE marketing.paid_acquisition (drop_day DATE, "date" DATE, channel VARCHAR, campaign_id VARCHAR, spend_eur DECIMAL(10, 2),
  impressions INTEGER, clicks INTEGER, conversions INTEGER, arrives_at TIMESTAMPTZ);
CREATE TABLE marketing.attribution (drop_day DATE, order_id VARCHAR, "date" DATE, touchpoint VARCHAR, weight DECIMAL(4, 3), model_version VARCHAR,
  arrives_at TIMESTAMPTZ);

CREATE SCHEMA finance;
CREATE TABLE finance.revenue_daily ("date" DATE, channel VARCHAR, gross_eur DECIMAL(12, 2), refunds_eur DECIMAL(12, 2), net_eur DECIMAL(12, 2),
  orders INTEGER, arrives_at TIMESTAMPTZ);
CREATE TABLE finance.refunds (refund_id VARCHAR, order_id VARCHAR, reason VARCHAR, amount_eur DECIMAL(10, 2), "at" TIMESTAMPTZ,
  arrives_at TIMESTAMPTZ);
CREATE TABLE finance.fx_rates ("date" DATE, currency VARCHAR, rate_eur DECIMAL(12, 6), arrives_at TIMESTAMPTZ);
