/** Rules that a domain writes in SQL: placeholders filled in, and the answer made one number. */
import type { Sql } from '../core/connector.ts'

/** As the contract standard writes them, and with the dollar sign that other tools want. */
const PLACEHOLDER = /\$?\{\s*(object|table|property|column)\s*\}/g

/**
 * An expression in parentheses. The rule stands inside as a scalar sub-select, so several rows or columns are the source's error;
 * no row is null; true and false count as 1 and 0. A placeholder that cannot be filled stays as it is, for the source to refuse.
 */
export function fillRule(query: string, relation: Sql, column: Sql | undefined, exactNumber: (text: Sql) => Sql): Sql {
  const filled = query.replace(PLACEHOLDER, (all, name: string) => (name === 'object' || name === 'table' ? relation : (column ?? all)))
  const single = filled.replace(/[\s;]+$/, '')
  // The line break ends a comment that the rule may end with.
  const answer = `SELECT CAST((${single}\n) AS VARCHAR) AS answer`
  const number = `CASE answer WHEN 'true' THEN 1 WHEN 'false' THEN 0 ELSE ${exactNumber('answer')} END`
  return `(SELECT ${number} FROM (${answer}) AS rule)`
}
