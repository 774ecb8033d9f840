/** SVG as text: elements whose attributes and words are escaped, so that no name out of a contract can become markup. */

export type Attributes = Readonly<Record<string, string | number | undefined>>

/** Children are markup already; words of people go through `text`. */
export function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const given = Object.entries(attributes).flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${escaped(String(value))}"`]))
  return children.length === 0 ? `<${name}${given.join('')}/>` : `<${name}${given.join('')}>${children.join('')}</${name}>`
}

export function words(text: string): string {
  return escaped(text)
}

/** Cut to `most` characters, without breaking one that takes two places. */
export function shortened(text: string, most: number): string {
  const letters = [...text]
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : text
}

/** A coordinate to a tenth of a pixel, as short as it can be written. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10)
}

const MARKUP: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' }

/** XML 1.0 (2.2) knows no control characters, no half surrogates and no U+FFFE and U+FFFF, not even escaped. */
function escaped(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cs}\u{2028}\u{2029}\u{202a}-\u{202e}\u{2066}-\u{2069}\u{fffe}\u{ffff}]+/gu, ' ')
    .replace(/[&<>"']/g, (letter) => MARKUP[letter] ?? letter)
}
