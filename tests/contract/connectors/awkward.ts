/** A small table of everything that went wrong somewhere once, and the truth about it, worked out by hand. */
import { type Metric, type MetricFn, NO_SEGMENT, type Scalar } from '../../../src/core/metric.ts'
import type { Answer, Table } from './fixture.ts'

/** A name that has to be quoted, and quoted well. */
export const LABEL = 'the "label"; it\'s ’n naïve 名'

/**
 * 31 March 2024 is the day on which Berlin's clocks skip 02:00 to 03:00, 27 October the one that has that hour twice.
 * `id` goes beyond 2^53; `amount` has 29 digits; `ratio` has what is no number.
 */
export const AWKWARD: Table = {
  name: 'awkward',
  columns: [
    { name: 'id', kind: 'bigint', required: true },
    { name: 'amount', kind: 'decimal' },
    { name: 'ratio', kind: 'double' },
    { name: LABEL, kind: 'text' },
    { name: 'flag', kind: 'boolean' },
    { name: 'day', kind: 'date' },
    { name: 'naive', kind: 'timestamp' },
    { name: 'seen', kind: 'instant' },
  ],
  rows: [
    ['1', '0', '0', '', 'true', '2024-03-30', '2024-03-30 23:30:00', '2024-03-30 23:30:00+00'],
    ['2', '-12.5', '-1.5', "O'Brien", 'false', '2024-03-31', '2024-03-31 01:30:00', '2024-03-31 00:30:00+00'],
    [
      '3',
      '12345678901234567890.123456789',
      '2.5',
      '"; DROP TABLE x; --',
      'true',
      '2024-03-31',
      '2024-03-31 03:30:00',
      '2024-03-31 01:30:00+00',
    ],
    ['-4', '12.5', 'NaN', 'Zoë', null, '2024-04-01', '2024-10-27 00:30:00', '2024-10-27 00:30:00+00'],
    ['9007199254740993', '12.5', 'Infinity', '漢字', 'false', null, '2024-10-27 02:30:00', '2024-10-27 01:30:00+00'],
    ['0', null, null, null, null, null, null, null],
    ['0', '0', '4', '', 'true', '2024-04-01', '2024-10-27 03:30:00', '2024-10-27 02:30:00+00'],
  ],
}

const BERLIN = 'Europe/Berlin'
const at = (iso: string): number => Date.parse(iso)

export interface Truth {
  readonly metric: Metric
  readonly answer: Answer
}

function of(fn: MetricFn, fields: string | readonly string[], args: readonly Scalar[], answer: Answer): Truth {
  return { metric: { fn, fields: [fields].flat(), ...(args.length > 0 ? { args } : {}) }, answer }
}

export const TRUTHS: readonly Truth[] = [
  { metric: { fn: 'rows' }, answer: 7 },
  of('nulls', 'id', [], 0),
  of('nulls', 'ratio', [], 1),
  of('nulls', LABEL, [], 1),
  of('nulls', 'day', [], 2),
  of('zeros', 'id', [], 2),
  of('zeros', 'amount', [], 2),
  of('zeros', 'ratio', [], 1),
  of('zeros', LABEL, [], undefined),
  of('distinct', 'id', [], 6),
  of('distinct', 'amount', [], 4),
  of('distinct', LABEL, [], 5),
  of('distinct', 'flag', [], 2),
  of('distinct', 'seen', [], 6),
  of('min', 'id', [], -4),
  of('max', 'id', [], '9007199254740993'),
  of('min', 'amount', [], -12.5),
  of('max', 'amount', [], '12345678901234567890.123456789'),
  of('min', 'ratio', [], -1.5),
  of('max', 'ratio', [], 4),
  of('max', LABEL, [], undefined),
  of('mean', 'ratio', [], 1.25),
  of('stddev', 'ratio', [], Math.sqrt(18.25 / 3)),
  of('sum', 'ratio', [], 5),
  of('quantile', 'ratio', [0.5], 1.25),
  of('quantile', 'ratio', [0.25], -0.375),
  of('quantile', 'ratio', [1], 4),
  of('latest', 'seen', ['America/New_York'], at('2024-10-27T02:30:00Z')),
  of('earliest', 'seen', [], at('2024-03-30T23:30:00Z')),
  of('latest', 'naive', [], at('2024-10-27T03:30:00Z')),
  of('latest', 'naive', [BERLIN], at('2024-10-27T02:30:00Z')),
  of('latest', 'naive', ['America/New_York'], at('2024-10-27T07:30:00Z')),
  of('earliest', 'naive', [BERLIN], at('2024-03-30T22:30:00Z')),
  of('latest', 'day', [BERLIN], at('2024-03-31T22:00:00Z')),
  of('earliest', 'day', [BERLIN], at('2024-03-29T23:00:00Z')),
  of('latest', 'id', [], undefined),
  of('missing', 'flag', [], 2),
  of('missing', LABEL, ['', "O'Brien", null], 4),
  of('missing', 'id', [0, -4], 3),
  of('missing', 'id', ['n/a'], 0),
  of('missing', 'amount', ['12.50'], 3),
  of('invalid', LABEL, ['Zoë', ''], 4),
  of('invalid', LABEL, ['Zoë', '', null], 3),
  of('invalid', LABEL, ['"; DROP TABLE x; --', "\\'; --"], 6),
  of('invalid', 'flag', [true], 4),
  of('invalid', 'id', [], 7),
  of('mismatched', LABEL, ["^[A-Za-z']+$"], 5),
  of('mismatched', LABEL, ["^O'B\\w+$"], 5),
  of('mismatched', 'id', ['[0-9]{3}'], 6),
  of('duplicates', 'id', [], 1),
  of('duplicates', LABEL, [], 1),
  of('duplicates', ['flag', 'day'], [], 0),
  of('duplicates', [LABEL, 'flag'], [], 1),
  of('top', LABEL, [1], { '': 2 }),
  of('top', 'id', [1], { '0': 2 }),
  of('top', 'flag', [5], { true: 3, false: 2 }),
  of('formats', LABEL, [10], { '': 2, "a'aaaaa": 1, '"; aaaa aaaaa a; --': 1, aaa: 1, aa: 1 }),
  of('formats', 'id', [10], undefined),
]

/** Divided metrics with their groups: `[key, value]`, or `[key, value, start of the period]`. */
export interface DividedTruth {
  readonly metrics: readonly Metric[]
  readonly answers: readonly (readonly (readonly [string, number, string?])[])[]
}

const ROWS: Metric = { fn: 'rows' }
const IDS: Metric = { fn: 'max', fields: ['id'] }
const RATIOS: Metric = { fn: 'sum', fields: ['ratio'] }
const divided = (metrics: readonly Metric[], how: Partial<Metric>) => metrics.map((metric) => ({ ...metric, ...how }))
const per = (field: string, unit: 'day' | 'hour', from: string, to: string): Partial<Metric> => ({
  per: { field, unit, zone: BERLIN },
  window: { from: at(from), to: at(to) },
})

export const DIVIDED: readonly DividedTruth[] = [
  {
    metrics: divided([ROWS], per('naive', 'day', '2024-03-30T23:00:00Z', '2024-03-31T22:00:00Z')),
    answers: [[['', 2, '2024-03-30T23:00:00Z']]],
  },
  {
    metrics: divided([ROWS, { fn: 'nulls', fields: ['flag'] }], per('day', 'day', '2024-03-30T23:00:00Z', '2024-04-01T22:00:00Z')),
    answers: [
      [
        ['', 2, '2024-03-30T23:00:00Z'],
        ['', 2, '2024-03-31T22:00:00Z'],
      ],
      [
        ['', 0, '2024-03-30T23:00:00Z'],
        ['', 1, '2024-03-31T22:00:00Z'],
      ],
    ],
  },
  {
    metrics: divided([ROWS], per('seen', 'day', '2024-10-26T22:00:00Z', '2024-10-27T23:00:00Z')),
    answers: [[['', 3, '2024-10-26T22:00:00Z']]],
  },
  {
    metrics: divided([ROWS], per('seen', 'hour', '2024-10-27T00:00:00Z', '2024-10-27T02:30:00Z')),
    answers: [
      [
        ['', 1, '2024-10-27T00:00:00Z'],
        ['', 1, '2024-10-27T01:00:00Z'],
      ],
    ],
  },
  {
    metrics: divided([IDS, ROWS, { fn: 'quantile', fields: ['ratio'], args: [0.5] }], { by: LABEL }),
    answers: [
      [
        ['漢字', Number('9007199254740993')],
        ['"; DROP TABLE x; --', 3],
        ["O'Brien", 2],
        ['', 1],
        [NO_SEGMENT, 0],
        ['Zoë', -4],
      ],
      [
        ['', 2],
        ['"; DROP TABLE x; --', 1],
        [NO_SEGMENT, 1],
        ["O'Brien", 1],
        ['Zoë', 1],
        ['漢字', 1],
      ],
      [
        ['"; DROP TABLE x; --', 2.5],
        ['', 2],
        ["O'Brien", -1.5],
      ],
    ],
  },
  { metrics: divided([ROWS], { by: LABEL, most: 1 }), answers: [[['', 2]]] },
  {
    metrics: divided([ROWS, RATIOS], { by: 'flag', most: 2, ...per('seen', 'day', '2024-03-29T23:00:00Z', '2024-10-27T23:00:00Z') }),
    answers: [
      [
        ['false', 1, '2024-03-30T23:00:00Z'],
        ['true', 2, '2024-03-30T23:00:00Z'],
        ['false', 1, '2024-10-26T22:00:00Z'],
        ['true', 1, '2024-10-26T22:00:00Z'],
      ],
      [
        ['false', -1.5, '2024-03-30T23:00:00Z'],
        ['true', 2.5, '2024-03-30T23:00:00Z'],
        ['true', 4, '2024-10-26T22:00:00Z'],
      ],
    ],
  },
]

/** Rules of a domain over the same table; `{property}` is the label. */
export const RULES: readonly (readonly [rule: string, answer: number | string | null])[] = [
  ['SELECT count(*) FROM {object} WHERE {property} IS NULL;', 1],
  // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how other tools write a placeholder
  ['SELECT count(*) FROM ${table} AS t WHERE t.${column} IS NULL', 1],
  ['SELECT count(*) = 7 FROM {table}', 1],
  ['SELECT count(*) = 8 FROM {table}', 0],
  ['SELECT 1 = 1', 1],
  ['WITH every_row AS (SELECT * FROM {object}) SELECT count(*) FROM every_row ; ', 7],
  ['SELECT max(id) FROM {object}', '9007199254740993'],
  ['SELECT id FROM {object} WHERE 1 = 0', null],
  ['SELECT 5 -- and five it is;', 5],
]

/** Rules that no source answers. */
export const BAD_RULES: readonly string[] = [
  'SELECT 1; SELECT 2',
  '1) AS a; DROP TABLE x; --',
  'SELECT id FROM {object}',
  'SELECT id, flag FROM {object} LIMIT 1',
  "SELECT {property} FROM {object} WHERE {property} = 'Zoë'",
  'this is no SQL',
]
