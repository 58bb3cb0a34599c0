/** Colours of Grafana that judge nothing: red is kept for what failed. Neighbours differ in hue. */
const hues = [
  'blue',
  'orange',
  'purple',
  'dark-green',
  'light-blue',
  'yellow',
  'light-purple',
  'light-green',
  'dark-blue',
  'dark-orange',
  'dark-purple',
  'super-light-blue',
]

/** The colour of the series that comes `index`th in the definition, from 0: the same in every panel. */
export function hueAt(index: number): string {
  return hues[index % hues.length] ?? 'blue'
}
