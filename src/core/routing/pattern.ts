/** The words of a selector as patterns: names with `*` for any text, several with commas. */

/** Whether the selector names this one id. */
export function isNamed(id: string, selector: string): boolean {
  return patternsOf(selector).some((pattern) => pattern.test(id))
}

export function patternsOf(selector: string): readonly RegExp[] {
  return selector.split(',').map((text) => toPattern(text.trim()))
}

function toPattern(text: string): RegExp {
  return new RegExp(`^${text.split('*').map(escapeRegExp).join('.*')}$`)
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}
