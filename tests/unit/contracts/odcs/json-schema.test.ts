import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { contractJsonSchema } from '../../../../src/contracts/json-schema.ts'

it('is the schema that docs/reference hands to editors (else run tools/write-contract-schema.ts)', () => {
  const file = join(import.meta.dirname, '../../../../docs/reference/odcs.schema.json')
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(contractJsonSchema())))
})
