/** The version of this program, as package.json says it; the file lies beside `src` and beside `dist`. */
import { readFileSync } from 'node:fs'

export const version: string = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
