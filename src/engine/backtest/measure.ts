/** The past of periods measured from the source in one grouped statement, for checks of which the store holds nothing. */
import { startOfPeriod } from '../../core/calendar/period.ts'
import type { Deadline, Instant } from '../../core/calendar/time.ts'
import { type Connector, SourceFailure } from '../../core/connector.ts'
import type { Dataset } from '../../core/mesh.ts'
import { type FreshRows, measuredPeriods } from '../history.ts'
import { observe } from '../observe.ts'
import { readFacts } from '../probe.ts'
import type { Learns } from './rejudge.ts'

/** Throws SourceFailure where the source or the dataset cannot be looked at. */
export async function measureBack(
  dataset: Dataset,
  checks: readonly Learns[],
  span: { readonly since: Instant; readonly until: Instant },
  connector: Connector,
  until: Deadline,
): Promise<FreshRows> {
  const [facts] = await readFacts(connector, [dataset], until)
  if (!facts) return new Map()
  if (facts.state !== 'present') throw new SourceFailure(facts.state, facts.detail ?? `${dataset.id} could not be looked at`)
  const widened = checks.map(({ check, kind }) => {
    const needs = kind.needs(check, facts, { memo: undefined }, span.until)
    return {
      check,
      kind,
      needs: needs.flatMap((metric) => {
        const { per, window } = metric
        return per && window ? [{ ...metric, window: { from: Math.min(window.from, startOfPeriod(per, span.since)), to: window.to } }] : []
      }),
    }
  })
  const moment = { at: span.until, pinned: false }
  const { measured } = await observe(
    connector,
    facts,
    widened.flatMap(({ needs }) => needs),
    moment,
    until,
  )
  return measuredPeriods(widened, measured, () => [], span.until)
}
