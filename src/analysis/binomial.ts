/** The chance of a wrong conclusion that is accepted where a run is too short to count as a whole. */
export const significance = 0.05

/**
 * How many events it takes before a flawless run says anything about a budget (share of bad events, 0 to 1): with fewer,
 * a service that spends the whole budget would still show no bad event in more than 5% of all runs. The exact form of the
 * "rule of three" (Hanley and Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 249, 1983):
 * (1 - budget)^n <= 0.05, which is about 3 / budget: 59 events for 95%, 299 for 99%, 2,995 for 99.9%.
 */
export function eventsToResolve(budget: number): number {
  return Math.ceil(Math.log(significance) / Math.log1p(-budget))
}

/**
 * Whether so many bad events cannot be chance: at a true share of `budget`, at least `bad` of `total` would be seen in at
 * most 5% of all runs. The same as a one-sided Clopper-Pearson lower bound (Biometrika 26, 1934) above the budget.
 */
export function exceedsBudget(bad: number, total: number, budget: number): boolean {
  if (bad <= 0) return false
  if (budget <= 0) return true
  if (budget >= 1) return false
  // Sums P(X < bad), each term from the last one: log C(n, k) p^k (1-p)^(n-k).
  const odds = Math.log(budget) - Math.log1p(-budget)
  let logarithm = total * Math.log1p(-budget)
  let below = 0
  for (let count = 0; count < bad; count += 1) {
    below += Math.exp(logarithm)
    if (below >= 1 - significance) return true
    logarithm += Math.log((total - count) / (count + 1)) + odds
  }
  return below >= 1 - significance
}
