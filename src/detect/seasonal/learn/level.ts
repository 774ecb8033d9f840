/**
 * The level between two fits. A few exponential smoothers of different memory each follow the deseasonalised series; the forecast
 * weighs them by how well they foretold lately, so that a steady series is averaged over long and a wandering one is followed closely.
 * A slow smoother with bounded steps is the reference that runs and slow losses are measured against.
 */
export interface Pace {
  readonly alphas: readonly number[]
  /** Memory of the losses. */
  readonly lossRate: number
  /** Share of a step that the slow reference takes. */
  readonly slow: number
}

export interface Level {
  readonly value: Float64Array
  /** Mean absolute error of each smoother. */
  readonly loss: Float64Array
  slow: number
  /** Points learned. */
  seen: number
}

/** Errors beyond this many mean errors move a smoother no further. */
const BOUND = 3
/** The slow reference has to keep up with a steady drift, which leaves it several scales behind. */
const SLOW_BOUND = 6

export function levelAt(start: number, loss: number, { alphas }: Pace): Level {
  return { value: new Float64Array(alphas.length).fill(start), loss: new Float64Array(alphas.length).fill(loss), slow: start, seen: 0 }
}

/** Deseasonalised forecast of the next value. A better smoother is strongly preferred: weights are losses to the power of −8. */
export function nextLevel({ value, loss }: Level): number {
  let best = Number.POSITIVE_INFINITY
  for (const size of loss) best = Math.min(best, size)
  let sum = 0
  let weights = 0
  for (let expert = 0; expert < value.length; expert++) {
    const share = (best + 1e-12) / ((loss[expert] as number) + 1e-12)
    const fourth = share * share * share * share
    const weight = fourth * fourth
    sum += weight * (value[expert] as number)
    weights += weight
  }
  return sum / weights
}

export function learnLevel(state: Level, deseasonalised: number, scale: number, { alphas, lossRate, slow }: Pace): void {
  const { value, loss } = state
  state.seen++
  const rate = Math.max(lossRate, 1 / (state.seen + 1))
  for (let expert = 0; expert < value.length; expert++) {
    const error = deseasonalised - (value[expert] as number)
    const size = loss[expert] as number
    loss[expert] = size + rate * (Math.min(Math.abs(error), 4 * size + 1e-12) - size)
    const most = BOUND * size
    value[expert] =
      (value[expert] as number) + Math.max(alphas[expert] as number, 1 / (state.seen + 1)) * Math.max(-most, Math.min(most, error))
  }
  const off = deseasonalised - state.slow
  state.slow += Math.max(slow, 1 / (state.seen + 1)) * Math.max(-SLOW_BOUND * scale, Math.min(SLOW_BOUND * scale, off))
}

/** Takes up the series at another height, as after an accepted change. */
export function moveLevel(state: Level, to: number): void {
  state.value.fill(to)
  state.slow = to
}
