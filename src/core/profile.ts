/**
 * The quantiles that a profile of numbers is made of. A source answers them exactly. They are the middles of 21 stretches of the sorted
 * values, which together are all of them, so that a profile is also a digest with a centroid per stretch, and digests can be pooled.
 */
export const PROFILE_QUANTILES: readonly number[] = [0.01, ...Array.from({ length: 19 }, (_, index) => (index + 1) / 20), 0.99]

/** Most categories of a field that are told apart; the others count together. */
export const MOST_CATEGORIES = 50
