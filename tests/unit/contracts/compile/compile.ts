/** A contract in few words, compiled: tests say only what they are about. */
import { compileContract } from '../../../../src/contracts/compile/compile-contract.ts'
import type { CompileContext } from '../../../../src/contracts/compile/context.ts'
import { readContract } from '../../../../src/contracts/odcs/read-contract.ts'
import type { Check } from '../../../../src/core/check.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../../../src/core/settings.ts'

export interface Given extends Partial<Omit<CompileContext, 'settings' | 'sources'>> {
  readonly settings?: Partial<Settings>
  readonly sources?: readonly string[]
  readonly product?: string
}

/** The contract of `sales.orders` with these parts, and the shortest of everything else. */
export function contractText(parts: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    apiVersion: 'v3.1.0',
    kind: 'DataContract',
    id: 'c-1',
    version: '1.0.0',
    status: 'active',
    servers: [{ server: 'warehouse', type: 'custom' }],
    schema: [orders()],
    ...parts,
  })
}

/** An object `orders` with a column of each usual kind. */
export function orders(parts: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const properties = [
    { name: 'order_id', logicalType: 'string' },
    { name: 'placed_at', logicalType: 'timestamp' },
    { name: 'updated_at', physicalName: 'UPD_TS', logicalType: 'timestamp' },
    { name: 'day', logicalType: 'date' },
    { name: 'amount', logicalType: 'number' },
    { name: 'status', logicalType: 'string' },
  ]
  return { name: 'orders', physicalName: 'ORDERS_V2', properties, ...parts }
}

export function compileText(text: string, { settings, sources = ['warehouse'], product = 'orders', ...given }: Given = {}) {
  const { contract, document, diagnostics } = readContract(text, 'orders.odcs.yaml')
  if (contract === undefined) throw new Error(JSON.stringify(diagnostics))
  const compiled = compileContract(
    contract,
    { domain: 'sales', product, file: 'orders.odcs.yaml', locate: (path) => document.locate(path) },
    {
      settings: { ...DEFAULT_SETTINGS, ...settings },
      domain: { id: 'sales', zone: 'UTC' },
      sources: new Map(sources.map((name) => [name, {}])),
      receivers: new Map([['slack', { type: 'slack' }]]),
      ...given,
    },
  )
  const [first] = compiled.products
  const checks: readonly Check[] = compiled.products.flatMap((each) => each.datasets.flatMap((dataset) => dataset.checks))
  return {
    ...compiled,
    product: first,
    checks,
    told: compiled.diagnostics.map(({ severity, code, path }) => `${severity} ${code} ${path}`),
  }
}

export function compile(parts: Readonly<Record<string, unknown>>, given: Given = {}) {
  return compileText(contractText(parts), given)
}

/** The checks of one kind. */
export function compileKind(kind: string, parts: Readonly<Record<string, unknown>>, given: Given = {}): readonly Check[] {
  return compile(parts, given).checks.filter((check) => check.kind === kind)
}

export function word(property: string, value: unknown): { property: string; value: unknown } {
  return { property: `meshwatch.${property}`, value }
}
