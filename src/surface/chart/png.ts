/**
 * A chart as a PNG, for receivers that show no SVG. The renderer knows neither variables nor the fonts of a screen: it gets the light look, and
 * the one font that comes with the project (Inter, its Latin part, SIL Open Font License: inter-latin.license.txt). Nothing is fetched.
 */
import { fileURLToPath } from 'node:url'
import { STYLE } from './style.ts'

const FONT = { file: fileURLToPath(new URL('./inter-latin.ttf', import.meta.url)), family: 'Inter' }
/** Sharp on the screens of phones. */
const WIDTH = 1_440

export async function pngOf(svg: string): Promise<Uint8Array<ArrayBuffer>> {
  const { renderAsync } = await import('@resvg/resvg-js')
  const image = await renderAsync(svg.replace(STYLE, lightStyle()), {
    font: { loadSystemFonts: false, fontFiles: [FONT.file], defaultFontFamily: FONT.family },
    fitTo: { mode: 'width', value: WIDTH },
    logLevel: 'off',
  })
  return new Uint8Array(image.asPng())
}

function lightStyle(): string {
  const light = STYLE.slice(0, STYLE.indexOf('@media'))
  const colours = new Map([...light.matchAll(/(--\w+):([^;]+);/g)].map(([, name = '', colour = '']) => [name, colour]))
  const rules = STYLE.slice(STYLE.indexOf('.paper{'))
  const resolved = rules.replace(/var\((--\w+)\)/g, (whole, name: string) => colours.get(name) ?? whole)
  return `text{font-family:${FONT.family};font-size:12px}${resolved}`
}
