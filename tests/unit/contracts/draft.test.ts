import { describe, expect, it } from 'vitest'
import { draftContract } from '../../../src/contracts/draft.ts'
import { printContract } from '../../../src/contracts/import/print-contract.ts'
import { readContract } from '../../../src/contracts/odcs/read-contract.ts'
import type { DatasetFacts, FieldFacts } from '../../../src/core/connector.ts'
import { compileText } from './compile/compile.ts'

const field = (name: string, logicalType: FieldFacts['logicalType'], nullable = true): FieldFacts => ({
  name,
  type: logicalType.toUpperCase(),
  logicalType,
  nullable,
})
const facts = (...fields: readonly FieldFacts[]): DatasetFacts => ({ state: 'present', relation: 't', fields })
const options = { domain: 'shop', source: 'warehouse' }
const table = { source: 'warehouse', database: 'd', schema: 'public', name: 'Orders' }

describe('a draft for a table', () => {
  const draft = draftContract(
    table,
    facts(field('id', 'integer', false), field('updated_at', 'timestamp'), field('placed_at', 'timestamp')),
    options,
  )
  const text = printContract(draft.contract, draft.remarks)

  it('takes over what the source tells, and guesses no key', () => {
    expect(draft.file).toBe('orders.odcs.yaml')
    expect(draft.contract.schema?.[0]).toMatchObject({
      name: 'Orders',
      physicalName: 'Orders',
      properties: [
        { name: 'id', logicalType: 'integer', physicalType: 'INTEGER', required: true },
        { name: 'updated_at' },
        { name: 'placed_at' },
      ],
    })
    expect(JSON.stringify(draft.contract)).not.toMatch(/primaryKey|unique/)
  })

  it('guesses the time of an event, never one that moves when a row is touched, and says that it is a guess', () => {
    expect(draft.contract.schema?.[0]?.customProperties).toEqual([{ property: 'meshwatch.timeField', value: 'placed_at' }])
    expect(text).toMatch(/# Guessed from its name.*\n\s+- property: meshwatch.timeField/)
  })

  it('leads back to the same table when it is compiled', () => {
    expect(readContract(text, 'x').contract).toEqual(draft.contract)
    const { product, told } = compileText(text)
    expect(told).toEqual([])
    expect(product?.datasets[0]?.ref).toEqual(table)
  })

  it('ends in hints which, once they are uncommented, are valid too', () => {
    const hints = text.slice(text.indexOf('# team:')).replace(/^# /gm, '')
    const { contract, diagnostics } = readContract(`${text}\n${hints}`, 'x')
    expect(diagnostics).toEqual([])
    expect(contract).toMatchObject({ team: { name: 'your team' }, slaProperties: [{ property: 'latency', element: 'placed_at' }] })
  })
})

it('a draft for files leads back to the same files', () => {
  const ref = { source: 'warehouse', name: 'spend', path: 'drops/spend_*.csv', format: 'csv', delimiter: ';', partition: 'file' } as const
  const { contract, remarks } = draftContract(ref, facts(field('day', 'date')), options)
  const { product, told } = compileText(printContract(contract, remarks))
  expect(told).toEqual([])
  expect(product?.datasets[0]?.ref).toEqual(ref)
})

it('a dataset without fields or times is drafted all the same', () => {
  const { contract, remarks } = draftContract(table, facts(), options)
  expect(readContract(printContract(contract, remarks), 'x').contract).toEqual(contract)
})
