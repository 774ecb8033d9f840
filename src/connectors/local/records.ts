/** Delimited text cut into records, as RFC 4180 has it and a little more tolerant: any line end, quotes inside plain cells. */

export interface RecordReader {
  push(text: string): void
  /** Hands over what is left and says how the text ended. */
  end(): { readonly openRecord: boolean; readonly openQuote: boolean }
}

export interface RecordSink {
  /** `lineBreaks`: a quoted cell of the record holds one. An empty line is a record of one empty cell. */
  take(cells: readonly string[], lineBreaks: boolean): void
}

const QUOTE = '"'

/** Text may be cut anywhere between calls of `push`. */
export function recordReader(delimiter: string, sink: RecordSink): RecordReader {
  let state: 'start' | 'plain' | 'quoted' | 'closing' = 'start'
  let cells: string[] = []
  let cell = ''
  let lineBreaks = false
  let afterReturn = false

  function endCell(): void {
    cells.push(cell)
    cell = ''
    state = 'start'
  }

  function endRecord(): void {
    endCell()
    const done = cells
    const broken = lineBreaks
    cells = []
    lineBreaks = false
    sink.take(done, broken)
  }

  function plainUntil(text: string, from: number): number {
    let at = from
    for (; at < text.length; at++) {
      const char = text[at]
      if (char === delimiter || char === '\n' || char === '\r') break
    }
    cell += text.slice(from, at)
    return at
  }

  function push(text: string): void {
    let at = 0
    while (at < text.length) {
      if (afterReturn) {
        afterReturn = false
        if (text[at] === '\n') at++
        continue
      }
      if (state === 'quoted') {
        const close = text.indexOf(QUOTE, at)
        const part = text.slice(at, close < 0 ? text.length : close)
        lineBreaks ||= part.includes('\n') || part.includes('\r')
        cell += part
        at += part.length + 1
        if (close >= 0) state = 'closing'
        continue
      }
      if (state !== 'plain' && text[at] === QUOTE) {
        if (state === 'closing') cell += QUOTE
        state = 'quoted'
        at++
        continue
      }
      state = 'plain'
      at = plainUntil(text, at)
      const stop = text[at++]
      if (stop === delimiter) endCell()
      else if (stop !== undefined) {
        afterReturn = stop === '\r'
        endRecord()
      }
    }
  }

  return {
    push,
    end() {
      const openRecord = state !== 'start' || cells.length > 0
      const openQuote = state === 'quoted'
      if (openRecord) endRecord()
      return { openRecord, openQuote }
    },
  }
}
