/** Grafana's name for the query at this place of a panel: A to Z, then A1 to Z1 and so on. */
export function refIdAt(index: number): string {
  const letter = String.fromCharCode('A'.charCodeAt(0) + (index % 26))
  const round = Math.floor(index / 26)
  return round === 0 ? letter : `${letter}${round}`
}
