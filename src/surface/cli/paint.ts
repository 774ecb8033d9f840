/** Colour for people: only where somebody watches and nobody asked for none. */
import { styleText } from 'node:util'

export interface Paint {
  good(text: string): string
  bad(text: string): string
  doubtful(text: string): string
  faint(text: string): string
  strong(text: string): string
}

export function createPaint(coloured: boolean): Paint {
  const style =
    (format: Parameters<typeof styleText>[0]) =>
    (text: string): string =>
      coloured ? styleText(format, text, { validateStream: false }) : text
  return { good: style('green'), bad: style('red'), doubtful: style('yellow'), faint: style('gray'), strong: style('bold') }
}
