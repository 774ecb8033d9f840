import { expect, test } from 'vitest'
import { openContractReader } from '../../../../src/contracts/registry/open-contract-reader.ts'
import { context } from './folder.ts'

const contract = 'apiVersion: v3.1.0\nkind: DataContract\nid: one\nname: orders\nversion: 1.0.0\nstatus: active\n'

test('contracts read in threads are those read here, findings and all', async () => {
  const [here, threads] = [openContractReader(1, context), openContractReader(10_000, context)]
  expect(threads.atOnce).toBeGreaterThan(here.atOnce)
  try {
    const texts = Array.from({ length: 40 }, (_, index) => (index % 2 === 0 ? contract : `${contract}nmae: ${index}`))
    const read = (reader: typeof here) =>
      Promise.all(texts.map((text, index) => reader.read(text, { path: `sales/${index}.odcs.yaml`, domain: 'sales', stamp: '' })))
    const answers = await read(threads)
    expect(answers).toEqual(await read(here))
    expect(answers[0]?.product).toMatchObject({ id: 'sales.0', name: 'orders', file: 'sales/0.odcs.yaml' })
    expect(answers[39]?.diagnostics).toMatchObject([{ code: 'unknown-key', file: 'sales/39.odcs.yaml', line: 7 }])
  } finally {
    await threads.close()
    await here.close()
  }
})

test('a contract that we fail on is a finding about this contract', async () => {
  const reader = openContractReader(1, context)
  const file = { path: 'sales/a.odcs.yaml', domain: 'sales', stamp: '' }
  const { product, diagnostics } = await reader.read(undefined as unknown as string, file)
  expect(product).toBeUndefined()
  expect(diagnostics).toMatchObject([{ code: 'reader-fault', file: 'sales/a.odcs.yaml', hint: expect.stringContaining('report') }])
})
