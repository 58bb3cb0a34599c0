/** A number as people read it: `text` may be set apart from what stands around it. */
export interface Formatted {
  readonly prefix: string
  readonly text: string
  readonly suffix: string
}

/** Makes text of a number: at most so many decimals, or as many as the number itself asks for. */
type Formatter = (value: number, decimals?: number) => Formatted

/** As many decimals as show about three digits, none for a whole number. */
export function fittingDecimals(value: number): number {
  if (value === 0 || !Number.isFinite(value) || value % 1 === 0) return 0
  const size = Math.abs(value)
  const decimals = 1 - Math.floor(Math.log10(size))
  return Math.min(15, Math.max(0, size * 10 ** decimals > 2.25 ? decimals + 1 : decimals))
}

function fixed(value: number, decimals: number | undefined): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'
  const text = value.toFixed(Math.min(20, Math.max(0, decimals ?? fittingDecimals(value))))
  return /^-0(\.0*)?$/.test(text) ? text.slice(1) : text
}

const plain =
  (suffix: string, factor = 1, prefix = ''): Formatter =>
  (value, decimals) => ({ prefix, text: fixed(value * factor, decimals), suffix })

/** Each step is `base` times the one before. */
function scaled(base: number, steps: readonly string[], tail = '', first = 0): Formatter {
  return (value, decimals) => {
    let index = first
    let size = value
    if (Number.isFinite(value))
      while (Math.abs(size) >= base && index < steps.length - 1) {
        size /= base
        index += 1
      }
    while (Math.abs(size) < 1 && size !== 0 && index > first && index > 0) {
      size *= base
      index -= 1
    }
    return { prefix: '', text: fixed(size, decimals), suffix: `${steps[index] ?? ''}${tail}` }
  }
}

/** Units of which each has its own length in the smallest; the largest that fits is taken. */
function stepped(steps: readonly (readonly [number, string])[], factor = 1): Formatter {
  return (value, decimals) => {
    const size = value * factor
    const fitting = [...steps].reverse().find(([length]) => Math.abs(size) >= length) ?? steps[0]
    const [length, suffix] =
      size === 0 || !Number.isFinite(size) ? (steps.find(([one]) => one === factor) ?? [1, '']) : (fitting ?? [1, ''])
    return { prefix: '', text: fixed(size / length, decimals), suffix }
  }
}

const timeSteps: readonly (readonly [number, string])[] = [
  [1e-9, ' ns'],
  [1e-6, ' µs'],
  [1e-3, ' ms'],
  [1, ' s'],
  [60, ' min'],
  [3600, ' hours'],
  [86_400, ' days'],
  [604_800, ' weeks'],
  [31_536_000, ' years'],
]

const counts = ['', 'K', 'M', 'B', 'T']
const decimalPrefixes = ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y']
const binaryPrefixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi']
const count = (unit: string): Formatter => scaled(1000, counts, ` ${unit}`)
const decimal = (unit: string, first = 0): Formatter =>
  scaled(
    1000,
    decimalPrefixes.map((prefix) => ` ${prefix}${unit}`),
    '',
    first,
  )
const binary = (unit: string, first = 0): Formatter =>
  scaled(
    1024,
    binaryPrefixes.map((prefix) => ` ${prefix}${unit}`),
    '',
    first,
  )
const choice =
  (no: string, yes: string): Formatter =>
  (value) => ({ prefix: '', text: value === 0 ? no : yes, suffix: '' })
const money = (prefix: string): Formatter => {
  const format = scaled(1000, counts)
  return (value, decimals) => ({ ...format(value, decimals), prefix })
}

function grouped(value: number, decimals?: number): Formatted {
  const [whole = '', part] = fixed(value, decimals).split('.')
  const text = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
  return { prefix: '', text: part === undefined ? text : `${text}.${part}`, suffix: '' }
}

const formatters: ReadonlyMap<string, Formatter> = new Map<string, Formatter>([
  ['', plain('')],
  ['none', plain('')],
  ['string', plain('')],
  ['short', scaled(1000, ['', ' K', ' Mil', ' Bil', ' Tri', ' Quadr', ' Quint', ' Sext', ' Sept'])],
  ['sishort', scaled(1000, ['', ' k', ' M', ' G', ' T', ' P', ' E', ' Z', ' Y'])],
  ['percent', plain('%')],
  ['percentunit', plain('%', 100)],
  ['locale', grouped],
  ['s', stepped(timeSteps)],
  ['ms', stepped(timeSteps, 1e-3)],
  ['µs', stepped(timeSteps, 1e-6)],
  ['ns', stepped(timeSteps, 1e-9)],
  ['m', stepped(timeSteps, 60)],
  ['h', stepped(timeSteps, 3600)],
  ['d', stepped(timeSteps, 86_400)],
  ['bytes', binary('B')],
  ['kbytes', binary('B', 1)],
  ['mbytes', binary('B', 2)],
  ['gbytes', binary('B', 3)],
  ['decbytes', decimal('B')],
  ['deckbytes', decimal('B', 1)],
  ['decmbytes', decimal('B', 2)],
  ['decgbytes', decimal('B', 3)],
  ['bits', binary('b')],
  ['decbits', decimal('b')],
  ['Bps', decimal('B/s')],
  ['KBs', decimal('B/s', 1)],
  ['MBs', decimal('B/s', 2)],
  ['binBps', binary('B/s')],
  ['bps', decimal('b/s')],
  ['binbps', binary('b/s')],
  ['pps', decimal('p/s')],
  ['hertz', decimal('Hz')],
  ['watt', decimal('W')],
  ['volt', decimal('V')],
  ['celsius', plain(' °C')],
  ['cps', count('c/s')],
  ['ops', count('ops/s')],
  ['reqps', count('req/s')],
  ['rps', count('rd/s')],
  ['wps', count('wr/s')],
  ['iops', count('io/s')],
  ['eps', count('evt/s')],
  ['mps', count('msg/s')],
  ['recps', count('rec/s')],
  ['rowsps', count('rows/s')],
  ['cpm', count('c/m')],
  ['opm', count('ops/m')],
  ['reqpm', count('req/m')],
  ['currencyUSD', money('$')],
  ['currencyEUR', money('€')],
  ['currencyGBP', money('£')],
  ['bool', choice('False', 'True')],
  ['bool_yes_no', choice('No', 'Yes')],
  ['bool_on_off', choice('Off', 'On')],
])

function unnamed(unit: string): Formatter {
  const [, kind, text = ''] = /^(prefix|suffix|count|si|currency):(.*)$/.exec(unit) ?? []
  if (kind === 'prefix') return plain('', 1, text)
  if (kind === 'suffix') return plain(text)
  if (kind === 'count') return count(text)
  if (kind === 'si') return decimal(text)
  if (kind === 'currency') return money(text)
  return plain(` ${unit}`)
}

/** Whether the unit counts in powers of 1024. */
export function isBinaryUnit(unit: string): boolean {
  return ['bytes', 'kbytes', 'mbytes', 'gbytes', 'bits', 'binBps', 'binbps'].includes(unit)
}

/** A number in a unit of Grafana (`s`, `percentunit`, `reqps`, …), with fitting decimals where none are given. */
export function formatParts(value: number, unit: string, decimals?: number): Formatted {
  return (formatters.get(unit) ?? unnamed(unit))(value, decimals)
}

/** The same as one text. */
export function formatValue(value: number, unit: string, decimals?: number): string {
  const { prefix, text, suffix } = formatParts(value, unit, decimals)
  return `${prefix}${text}${suffix}`
}
