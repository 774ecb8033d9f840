/** Just enough XML to hold a report to it: throws where it is not well-formed, else answers its elements in order. */
export interface Element {
  readonly name: string
  readonly within: readonly string[]
  readonly attributes: Readonly<Record<string, string>>
}

const HEAD = /^<\?xml version="1\.0" encoding="UTF-8"\?>\s*/
const TAG = /^<(\/?)([A-Za-z][\w.-]*)((?: [A-Za-z][\w:.-]*="[^"<]*")*)(\/?)>/
const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'" }

export function elementsOf(text: string): readonly Element[] {
  const elements: Element[] = []
  const open: string[] = []
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these may not stand in XML
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text)) throw new Error('a character that XML does not know')
  for (let rest = text.replace(HEAD, ''); rest !== ''; ) {
    const words = /^[^<]+/.exec(rest)?.[0]
    if (words !== undefined) {
      if (open.length === 0 && words.trim() !== '') throw new Error(`text outside: ${words}`)
      decode(words)
      rest = rest.slice(words.length)
      continue
    }
    const [whole = '', closing, name = '', attributes = '', empty] = TAG.exec(rest) ?? []
    if (whole === '') throw new Error(`no tag: ${rest.slice(0, 60)}`)
    if (closing) {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`)
    } else {
      const pairs = [...attributes.matchAll(/ ([\w:.-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, decode(value)] as const)
      elements.push({ name, within: [...open], attributes: Object.fromEntries(pairs) })
      if (!empty) open.push(name)
    }
    rest = rest.slice(whole.length)
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`)
  return elements
}

function decode(text: string): string {
  return text.replace(/&[^;\s]*;?/g, (entity) => {
    const sign = ENTITIES[entity]
    if (sign === undefined) throw new Error(`no entity: ${entity}`)
    return sign
  })
}
