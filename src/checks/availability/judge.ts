import type { Check, Judgement, Observation } from '../../core/check.ts'
import type { AvailabilityParams } from '../../core/questions.ts'
import { notPresent } from '../reading.ts'

export function judge({ params }: Check<AvailabilityParams>, { facts }: Observation): Judgement {
  const evidence = params.objective === undefined ? {} : { evidence: { objective: params.objective } }
  if (facts.state === 'present') return { verdict: { state: 'pass', code: 'answered', reason: 'it answered', ...evidence } }
  if (facts.state === 'missing') {
    return { verdict: { state: 'fail', code: 'dataset-missing', reason: facts.detail ?? 'the dataset is not there', ...evidence } }
  }
  const verdict = notPresent(facts)
  if (!verdict) throw new Error('a dataset that is not present has a cause')
  return { verdict }
}
