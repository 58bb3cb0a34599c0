import { type Threshold, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard'

/** What a panel is judged by: a bound to stay below or above, or a line to compare with that is no judgement. */
export type Bound = { readonly kind: 'below' | 'above' | 'reference'; readonly value: number }

const good = 'green'
const bad = 'red'
const neutral = 'blue'

function steps(bound: Bound | undefined): Threshold[] {
  if (bound === undefined) return [{ value: null, color: neutral }]
  const { kind, value } = bound
  if (kind === 'reference') {
    return [
      { value: null, color: 'transparent' },
      { value, color: neutral },
    ]
  }
  return [
    { value: null, color: kind === 'below' ? good : bad },
    { value, color: kind === 'below' ? bad : good },
  ]
}

/** Grafana's thresholds for a bound. Without one there is a single colour, so that nothing turns red or green for being much. */
export function thresholds(bound: Bound | undefined): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps(bound))
}
