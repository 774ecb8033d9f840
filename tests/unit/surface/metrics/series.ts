/** Reads an exposition as a scraper does, as far as the tests need it. */

/** `name{label="value"}` to its value, in the order of the text. */
export function seriesOf(exposition: string): ReadonlyMap<string, number> {
  const lines = exposition.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]))
}

/** Only those of one metric. */
export function seriesNamed(exposition: string, name: string): Readonly<Record<string, number>> {
  const own = [...seriesOf(exposition)].filter(([series]) => series === name || series.startsWith(`${name}{`))
  return Object.fromEntries(own.map(([series, value]) => [series.slice(name.length), value]))
}
