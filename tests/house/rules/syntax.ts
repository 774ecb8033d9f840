/** TypeScript files as trees, through the parser that vitest brings along. */
import { parseAst } from 'vitest/node'
import type { SourceFile } from './repository.ts'

export interface SyntaxNode {
  readonly type: string
  readonly [property: string]: unknown
}

export interface Place {
  readonly node: SyntaxNode
  readonly parent: SyntaxNode | undefined
  /** The property of the parent that holds the node. */
  readonly key: string
}

export interface Import {
  readonly from: string
  readonly typeOnly: boolean
}

export function parse(file: SourceFile): SyntaxNode {
  return parseAst(file.text, { lang: 'ts', astType: 'ts' }, file.path) as unknown as SyntaxNode
}

/** Every node below and including `node`; what `skip` answers true for is left out with all that is in it. */
export function* walk(
  node: SyntaxNode,
  skip: (node: SyntaxNode) => boolean = () => false,
  parent?: SyntaxNode,
  key = '',
): Generator<Place> {
  if (skip(node)) return
  yield { node, parent, key }
  for (const [name, value] of Object.entries(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) yield* walk(child, skip, node, name)
    }
  }
}

/** All that a file takes from other modules: imports, re-exports, `import()` and `import('…').Type`. */
export function importsOf(file: SourceFile): readonly Import[] {
  const found: Import[] = []
  for (const { node } of walk(parse(file))) {
    const source = node.source
    if (!isNode(source) || typeof source.value !== 'string') continue
    found.push({ from: source.value, typeOnly: node.type === 'TSImportType' || node.importKind === 'type' || node.exportKind === 'type' })
  }
  return found
}

export function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

/** True for `object.property` written with these two names. */
export function isMember(node: SyntaxNode, object: string, property: string): boolean {
  return node.type === 'MemberExpression' && isName(node.object, object) && isName(node.property, property)
}

export function isName(value: unknown, name: string): boolean {
  return isNode(value) && value.type === 'Identifier' && value.name === name
}
