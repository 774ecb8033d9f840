import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { formatDiagnostic } from '../../../../src/core/diagnostic.ts'
import { dataFolder, noData } from '../../../support/data.ts'
import { compileText } from './compile.ts'

const EXAMPLES = [
  ...['all-data-types', 'all-schema-types', 'column-completeness', 'column-custom'],
  ...['column-validity', 'database-table-sla', 'full-example', 'kafka-schemaregistry'],
]

describe.skipIf(noData)('the official examples of the standard', () => {
  it.each(EXAMPLES)('%s becomes exactly the checks and gaps that were agreed on', async (name) => {
    const text = readFileSync(join(dataFolder, 'odcs/examples', `${name}.odcs.yaml`), 'utf8')
    const named = /- server: (\S+)/.exec(text)?.[1] ?? 'warehouse'
    const { products, checks, diagnostics } = compileText(text, { product: name, sources: [named] })
    const lines = [
      ...checks.map(({ id, policy, promise }) => `${id} | ${policy.severity} | ${promise ?? 'learned'}`),
      ...diagnostics.map((each) => formatDiagnostic({ ...each, file: name })),
    ]
    expect(products).toHaveLength(1)
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/${name}.txt`)
  })
})
