/**
 * What goes wrong at Packly in three weeks, and what only looks odd: the storyline by which an observability tool for a mesh is judged.
 * Days are counted back from the last one; times are those of clocks in Berlin.
 */
import type { Stage } from '../../../src/surface/demo/stage.ts'

/** Minutes of the story from the midnight of a day (0 is the last one, -1 the day before) and a time of day. */
export type When = (day: number, time: string) => number

export interface Trouble {
  readonly name: string
  /** Kinds of incident that tell it; which of them comes first is no matter. */
  readonly types: readonly string[]
  readonly product: string
  readonly channel: string
  /** The span in which the first message is wanted. */
  readonly from: readonly [day: number, time: string]
  readonly until: readonly [day: number, time: string]
  /** When it is over by itself. */
  readonly over: readonly [day: number, time: string]
  /** Products that have to be told as affected. */
  readonly affects?: readonly string[]
}

export interface Act {
  readonly day: number
  readonly time: string
  act(stage: Stage, when: When): Promise<void> | void
}

export const TROUBLES: readonly Trouble[] = [
  {
    name: 'the load of customer_events ends in the afternoon',
    types: ['volume', 'freshness'],
    product: 'storefront.customer_events',
    channel: '#storefront-data',
    from: [-22, '17:40'],
    until: [-21, '03:30'],
    over: [-21, '10:30'],
  },
  {
    name: 'a column of payments is renamed',
    types: ['schema'],
    product: 'storefront.payments',
    channel: '#storefront-data',
    from: [-19, '09:12'],
    until: [-19, '09:20'],
    over: [-18, '11:30'],
    affects: ['finance.revenue_daily'],
  },
  {
    name: 'the consumer of shipment_status lags',
    types: ['freshness'],
    product: 'fulfillment.shipment_status',
    channel: '#fulfillment-data',
    from: [-17, '14:10'],
    until: [-17, '14:30'],
    over: [-17, '16:10'],
  },
  {
    name: 'utm_source is lost on ios',
    types: ['quality', 'distribution'],
    product: 'storefront.customer_events',
    channel: '#storefront-data',
    from: [-15, '07:00'],
    until: [-14, '03:30'],
    over: [-13, '04:00'],
  },
  {
    name: 'złoty are delivered as euros',
    types: ['distribution', 'quality'],
    product: 'wholesale.orders',
    channel: '#wholesale-data',
    from: [-13, '08:00'],
    until: [-12, '03:00'],
    over: [-11, '12:00'],
    affects: ['finance.revenue_daily'],
  },
  {
    name: 'a snapshot is a copy of the one before',
    types: ['quality', 'freshness', 'distribution'],
    product: 'fulfillment.inventory_snapshot',
    channel: '#fulfillment-data',
    from: [-11, '06:05'],
    until: [-11, '06:30'],
    over: [-11, '12:30'],
  },
  {
    name: 'the file of paid_acquisition is late',
    types: ['freshness'],
    product: 'marketing.paid_acquisition',
    channel: '#growth-data',
    from: [-10, '07:30'],
    until: [-10, '07:50'],
    over: [-10, '11:20'],
  },
  {
    name: 'a replay doubles orders',
    types: ['quality', 'volume'],
    product: 'storefront.orders',
    channel: '#storefront-data',
    from: [-8, '02:00'],
    until: [-8, '02:40'],
    over: [-8, '10:10'],
    affects: ['finance.revenue_daily'],
  },
  {
    name: 'weights drift up in one warehouse',
    types: ['distribution'],
    product: 'fulfillment.shipment_status',
    channel: '#fulfillment-data',
    from: [-5, '00:00'],
    until: [-1, '12:00'],
    over: [0, '23:00'],
  },
  {
    name: 'the engine of the databases is paused',
    types: ['monitoring', 'freshness'],
    product: '*',
    channel: '#data-platform',
    from: [-4, '12:00'],
    until: [-4, '12:50'],
    over: [-4, '13:05'],
  },
  {
    name: 'purchases are called purchase_v2',
    types: ['quality', 'distribution'],
    product: 'storefront.customer_events',
    channel: '#storefront-data',
    from: [-1, '18:20'],
    until: [-1, '18:30'],
    over: [0, '10:10'],
  },
]

const DATABASES = ['storefront', 'fulfillment', 'wholesale', 'finance'] as const

export const ACTS: readonly Act[] = [
  // 1: from 16:40 on nothing more is loaded that day; it comes in the morning.
  {
    day: -22,
    time: '16:40',
    act: (stage, when) =>
      stage.delay(
        'storefront.customer_events',
        `arrives_at > ${stage.time(when(-22, '16:40'))} AND arrives_at < ${stage.time(when(-21, '03:20'))}`,
        when(-21, '10:00'),
      ),
  },
  // 2: renamed without a word, mended the day after; meanwhile the board has no gross revenue.
  {
    day: -19,
    time: '09:12',
    act: (stage, when) =>
      stage.change(
        'storefront',
        `ALTER TABLE published.payments RENAME amount_minor TO amount_cents;
         ALTER TABLE storefront.payments RENAME amount_minor TO amount_cents;
         UPDATE storefront.payments SET state = state WHERE arrives_at > ${stage.time(when(-19, '09:12'))}`,
      ),
  },
  {
    day: -18,
    time: '11:00',
    act: (stage) =>
      stage.change(
        'storefront',
        `ALTER TABLE published.payments RENAME amount_cents TO amount_minor;
         ALTER TABLE storefront.payments RENAME amount_cents TO amount_minor`,
      ),
  },
  // 3
  {
    day: -17,
    time: '14:00',
    act: (stage, when) =>
      stage.delay(
        'fulfillment.shipment_status',
        `arrives_at > ${stage.time(when(-17, '14:00'))} AND arrives_at < ${stage.time(when(-17, '15:35'))}`,
        when(-17, '15:35'),
      ),
  },
  // 5: the tracking of one kind of device loses its campaign, for two days.
  {
    day: -15,
    time: '06:55',
    act: (stage, when) =>
      stage.change(
        'storefront',
        `UPDATE storefront.customer_events SET utm_source = NULL
         WHERE device = 'ios' AND dice(event_id, 'lost') < 0.74
           AND arrives_at > ${stage.time(when(-15, '07:00'))} AND arrives_at <= ${stage.time(when(-13, '03:00'))}`,
      ),
  },
  // 6: one group of accounts has its złoty taken for euros.
  {
    day: -13,
    time: '00:05',
    act: (stage, when) =>
      stage.change(
        'wholesale',
        `UPDATE wholesale.orders SET net_amount = net_amount * 4.3, currency = 'EUR'
         WHERE account_id LIKE '%7' AND placed_at > ${stage.time(when(-13, '00:00'))} AND placed_at < ${stage.time(when(-12, '00:00'))}`,
      ),
  },
  {
    day: -12,
    time: '11:00',
    act: (stage, when) =>
      stage.change(
        'wholesale',
        `UPDATE published.orders SET net_amount = net_amount / 4.3
         WHERE account_id LIKE '%7' AND placed_at > ${stage.time(when(-13, '00:00'))} AND placed_at < ${stage.time(when(-12, '00:00'))}`,
      ),
  },
  // 7: the snapshot of six o'clock holds what midnight's held.
  {
    day: -11,
    time: '05:50',
    act: (stage, when) =>
      stage.change(
        'fulfillment',
        `UPDATE fulfillment.inventory_snapshot AS now SET on_hand = before.on_hand, reserved = before.reserved
         FROM (SELECT sku, warehouse, on_hand, reserved FROM published.inventory_snapshot
               WHERE snapshot_at = ${stage.time(when(-11, '00:00'))}) AS before
         WHERE now.sku = before.sku AND now.warehouse = before.warehouse AND now.snapshot_at = ${stage.time(when(-11, '06:00'))}`,
      ),
  },
  // 8
  {
    day: -10,
    time: '07:00',
    act: (stage, when) =>
      stage.delay(
        'marketing.paid_acquisition',
        `arrives_at > ${stage.time(when(-10, '07:00'))} AND arrives_at < ${stage.time(when(-10, '09:00'))}`,
        when(-10, '11:10'),
      ),
  },
  {
    day: -10,
    time: '08:00',
    act: (stage, when) =>
      stage.delay(
        'marketing.attribution',
        `arrives_at > ${stage.time(when(-10, '08:00'))} AND arrives_at < ${stage.time(when(-10, '09:00'))}`,
        when(-10, '11:15'),
      ),
  },
  // 9: an hour is replayed at night, and cleaned up in the morning.
  {
    day: -8,
    time: '02:00',
    act: (stage, when) =>
      stage.change(
        'storefront',
        `INSERT INTO published.orders SELECT * FROM published.orders
         WHERE placed_at > ${stage.time(when(-9, '18:00'))} AND placed_at <= ${stage.time(when(-9, '22:00'))}`,
      ),
  },
  {
    day: -8,
    time: '10:00',
    act: (stage) =>
      stage.change(
        'storefront',
        'DELETE FROM published.orders WHERE rowid NOT IN (SELECT min(rowid) FROM published.orders GROUP BY order_id)',
      ),
  },
  // 10: kilograms and pounds are mixed up more and more.
  ...Array.from(
    { length: 7 },
    (_, step): Act => ({
      day: -6 + step,
      time: '00:01',
      act: (stage, when) =>
        stage.change(
          'fulfillment',
          `UPDATE fulfillment.shipment_status SET weight_g = CAST(weight_g * (1 + 0.015 * ${step + 1}) AS INTEGER)
           WHERE warehouse = 'WAW1' AND status_at >= ${stage.time(when(-6 + step, '00:00'))}
             AND status_at < ${stage.time(when(-6 + step, '24:00'))}`,
        ),
    }),
  ),
  // 11
  {
    day: -4,
    time: '12:00',
    async act(stage) {
      for (const domain of DATABASES) await stage.damage(domain)
    },
  },
  {
    day: -4,
    time: '12:50',
    act(stage) {
      for (const domain of DATABASES) stage.repair(domain)
    },
  },
  // Quiet: a column that the contract announces the day before it appears.
  { day: -3, time: '15:00', act: (stage) => stage.editContract('storefront/customers', announceTierSince) },
  { day: -2, time: '10:00', act: (stage) => stage.change('storefront', 'ALTER TABLE published.customers ADD COLUMN tier_since DATE') },
  // 12
  {
    day: -1,
    time: '18:15',
    act: (stage, when) =>
      stage.change(
        'storefront',
        `UPDATE storefront.customer_events SET event_type = 'purchase_v2'
         WHERE event_type = 'purchase' AND arrives_at > ${stage.time(when(-1, '18:15'))} AND arrives_at <= ${stage.time(when(0, '10:00'))}`,
      ),
  },
  {
    day: 0,
    time: '10:00',
    act: (stage) =>
      stage.change('storefront', "UPDATE published.customer_events SET event_type = 'purchase' WHERE event_type = 'purchase_v2'"),
  },
]

function announceTierSince(contract: string): string {
  const column = '      - { name: tier_since, logicalType: date, customProperties: [{ property: meshwatch.optional, value: true }] }\n'
  return contract.replace('version: 2.0.0', 'version: 2.1.0').replace('slaProperties:\n', `${column}slaProperties:\n`)
}
