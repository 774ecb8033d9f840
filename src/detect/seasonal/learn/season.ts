/** What hour, weekday, hour of the week, month edge and special day add to the level, in the inner space. */

export interface Effect {
  readonly mean: number
  /** How uncertain it is: the standard deviation of what it may be. */
  readonly sd: number
}

export interface Season {
  readonly hour: Float32Array
  readonly weekday: Float32Array
  /** How uncertain each of these is, as a standard deviation: what shrinking took from it. */
  readonly weekdayDoubt: Float32Array
  /** 24 × weekday + hour. */
  readonly hourOfWeek: Float32Array
  readonly firstOfMonth: Effect
  readonly lastOfMonth: Effect
  readonly special: Effect
  /** Numbers that were learned, as far as they were not shrunk away. */
  readonly parameters: number
  readonly words: string
}

export const NO_EFFECT: Effect = { mean: 0, sd: 0 }

export function noSeason(): Season {
  return {
    hour: new Float32Array(24),
    weekday: new Float32Array(7),
    weekdayDoubt: new Float32Array(7),
    hourOfWeek: new Float32Array(168),
    firstOfMonth: NO_EFFECT,
    lastOfMonth: NO_EFFECT,
    special: NO_EFFECT,
    parameters: 1,
    words: 'none',
  }
}

export function seasonalValue(season: Season, hour: number, weekday: number, edge: number, special: number): number {
  const regular = (season.hour[hour] as number) + (season.weekday[weekday] as number) + (season.hourOfWeek[24 * weekday + hour] as number)
  return regular + (edge === 1 ? season.firstOfMonth.mean : edge === 2 ? season.lastOfMonth.mean : 0) + (special ? season.special.mean : 0)
}

/** Variance that not yet knowing an effect well adds. */
export function seasonalDoubt(season: Season, weekday: number, edge: number, special: number): number {
  const ofEdge = edge === 1 ? season.firstOfMonth.sd : edge === 2 ? season.lastOfMonth.sd : 0
  return (season.weekdayDoubt[weekday] as number) ** 2 + ofEdge ** 2 + (special ? season.special.sd ** 2 : 0)
}
