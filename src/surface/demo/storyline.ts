/**
 * What happens at Packly while somebody watches: seven things go wrong within the first quarter of an hour, and a few that look
 * odd are as they should be. Minutes are counted from the start of the live part.
 */
import type { Stage } from './stage.ts'

export interface Beat {
  readonly minute: number
  /** What happens, in one sentence. */
  readonly says: string
  act(stage: Stage): Promise<void> | void
}

/** Until somebody mends it, the new payment service leaves the currency empty. */
const ROLLBACK = 26
const BACKFILL = 36
const CAUGHT_UP = 34
const LATE_FILE = 32
const CLEANED_UP = 52
const RIGHT_EVENT = 70

export const STORYLINE: readonly Beat[] = [
  {
    minute: -1160,
    says: 'From noon of the day before, the gateway of the warehouses sends the stock of BER1 only',
    act: (stage) =>
      stage.delay(
        'fulfillment.inventory_snapshot',
        `warehouse != 'BER1' AND snapshot_at > ${stage.time(-1170)} AND snapshot_at < ${stage.time(-700)}`,
        BACKFILL,
      ),
  },
  {
    minute: 2,
    says: 'Storefront announces a column of customers in its contract, version 2.1.0 (and nobody needs to be told)',
    act: (stage) => stage.editContract('storefront/customers', announceTierSince),
  },
  {
    minute: 3,
    says: 'Storefront deploys a new payment service: payments.amount_minor is amount_cents now, and currency stays empty',
    act: (stage) =>
      stage.change(
        'storefront',
        `ALTER TABLE published.payments RENAME amount_minor TO amount_cents;
         ALTER TABLE storefront.payments RENAME amount_minor TO amount_cents;
         UPDATE storefront.payments SET currency = NULL WHERE arrives_at > ${stage.time(3)} AND arrives_at <= ${stage.time(ROLLBACK)}`,
      ),
  },
  {
    minute: 4,
    says: 'The ad networks are slow today: the file of paid_acquisition will miss 07:30',
    act: (stage) =>
      stage.delay('marketing.paid_acquisition', `arrives_at > ${stage.time(4)} AND arrives_at < ${stage.time(10)}`, LATE_FILE),
  },
  {
    minute: 6,
    says: 'The column customers.tier_since appears, as announced (quiet)',
    act: (stage) => stage.change('storefront', 'ALTER TABLE published.customers ADD COLUMN tier_since DATE'),
  },
  {
    minute: 6,
    says: 'Fulfillment: the consumer of shipment_status hangs, and its lag grows',
    act: (stage) =>
      stage.delay('fulfillment.shipment_status', `arrives_at > ${stage.time(6)} AND arrives_at < ${stage.time(CAUGHT_UP)}`, CAUGHT_UP),
  },
  {
    minute: 10,
    says: 'A newsletter goes out: twice as many visitors for a quarter of an hour (quiet: within what such days bring)',
    act: (stage) =>
      stage.change(
        'storefront',
        `INSERT INTO storefront.customer_events SELECT * REPLACE (event_id || 'n' AS event_id)
         FROM storefront.customer_events WHERE arrives_at > ${stage.time(10)} AND arrives_at <= ${stage.time(25)}`,
      ),
  },
  {
    minute: 13,
    says: 'Storefront replays an hour of the order stream: orders that were there already are there twice',
    act: (stage) =>
      stage.change(
        'storefront',
        `INSERT INTO published.orders SELECT * FROM published.orders WHERE placed_at > ${stage.time(-740)} AND placed_at <= ${stage.time(-680)}`,
      ),
  },
  {
    minute: 14,
    says: 'A new app is out; it calls a purchase purchase_v2, which the tracking plan does not know',
    act: (stage) =>
      stage.change(
        'storefront',
        `UPDATE storefront.customer_events SET event_type = 'purchase_v2'
         WHERE event_type = 'purchase' AND arrives_at > ${stage.time(14)} AND arrives_at <= ${stage.time(RIGHT_EVENT)}`,
      ),
  },
  {
    minute: 15,
    says: "The disk of finance's database is full, and its file is cut short: nobody can look, and nothing is said about the data",
    act: (stage) => stage.damage('finance'),
  },
  {
    minute: ROLLBACK,
    says: 'Storefront rolls the payment service back',
    act: (stage) =>
      stage.change(
        'storefront',
        `ALTER TABLE published.payments RENAME amount_cents TO amount_minor;
         ALTER TABLE storefront.payments RENAME amount_cents TO amount_minor;
         UPDATE storefront.payments SET currency = 'EUR' WHERE currency IS NULL;
         UPDATE published.payments SET currency = 'EUR' WHERE currency IS NULL`,
      ),
  },
  { minute: LATE_FILE, says: 'The file of paid_acquisition arrives', act() {} },
  { minute: CAUGHT_UP, says: 'Fulfillment restarts the consumer; shipment_status catches up', act() {} },
  { minute: BACKFILL, says: 'The gateway of the warehouses delivers the stock that was missing', act() {} },
  { minute: 38, says: 'The database of finance is restored, whole as it was', act: (stage) => stage.repair('finance') },
  {
    minute: CLEANED_UP,
    says: 'Storefront removes the orders that were there twice',
    act: (stage) =>
      stage.change(
        'storefront',
        'DELETE FROM published.orders WHERE rowid NOT IN (SELECT min(rowid) FROM published.orders GROUP BY order_id)',
      ),
  },
  {
    minute: RIGHT_EVENT,
    says: 'The app is mended, and its purchases are renamed',
    act: (stage) =>
      stage.change(
        'storefront',
        `UPDATE storefront.customer_events SET event_type = 'purchase' WHERE event_type = 'purchase_v2';
         UPDATE published.customer_events SET event_type = 'purchase' WHERE event_type = 'purchase_v2'`,
      ),
  },
]

function announceTierSince(contract: string): string {
  const column = '      - { name: tier_since, logicalType: date, customProperties: [{ property: meshwatch.optional, value: true }] }\n'
  return contract.replace('version: 2.0.0', 'version: 2.1.0').replace('slaProperties:\n', `${column}slaProperties:\n`)
}
