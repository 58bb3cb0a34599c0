/** Light or dark: what plots are drawn on. */
export type Theme = 'light' | 'dark'

// Grafana's named colors, from dark to super-light; in the light theme each name means the next darker one.
const hues: Readonly<Record<string, { readonly dark: readonly string[]; readonly light: readonly string[] }>> = {
  red: {
    dark: ['#C4162A', '#E02F44', '#F2495C', '#FF7383', '#FFA6B0'],
    light: ['#AD0317', '#C4162A', '#E02F44', '#F2495C', '#FF7383'],
  },
  orange: {
    dark: ['#FA6400', '#FF780A', '#FF9830', '#FFB357', '#FFCB7D'],
    light: ['#E55400', '#FA6400', '#FF780A', '#FF9830', '#FFB357'],
  },
  yellow: {
    dark: ['#E0B400', '#F2CC0C', '#FADE2A', '#FFEE52', '#FFF899'],
    light: ['#CC9D00', '#E0B400', '#F2CC0C', '#FADE2A', '#FFEE52'],
  },
  green: {
    dark: ['#37872D', '#56A64B', '#73BF69', '#96D98D', '#C8F2C2'],
    light: ['#19730E', '#37872D', '#56A64B', '#73BF69', '#96D98D'],
  },
  blue: {
    dark: ['#1F60C4', '#3274D9', '#5794F2', '#8AB8FF', '#C0D8FF'],
    light: ['#1250B0', '#1F60C4', '#3274D9', '#5794F2', '#8AB8FF'],
  },
  purple: {
    dark: ['#8F3BB8', '#A352CC', '#B877D9', '#CA95E5', '#DEB6F2'],
    light: ['#7C2EA3', '#8F3BB8', '#A352CC', '#B877D9', '#CA95E5'],
  },
}

const shades = ['dark', 'semi-dark', '', 'light', 'super-light']

/** The order in which series take their colors. */
const classicPalette = [
  'green',
  'semi-dark-yellow',
  'light-blue',
  'semi-dark-orange',
  'red',
  'blue',
  'purple',
  '#705DA0',
  'dark-green',
  'yellow',
  '#447EBC',
  '#C15C17',
  '#890F02',
  '#0A437C',
  '#6D1F62',
  '#584477',
  '#B7DBAB',
  '#F4D598',
  '#70DBED',
  '#F9BA8F',
  '#F29191',
  '#82B5D8',
  '#E5A8E2',
  '#AEA2E0',
]

const plainNames: Readonly<Record<Theme, Readonly<Record<string, string>>>> = {
  dark: {
    text: '#CCCCDC',
    transparent: 'rgba(0,0,0,0)',
    white: '#FFFFFF',
    black: '#000000',
    gray: '#808080',
    grey: '#808080',
  },
  light: {
    text: '#24292E',
    transparent: 'rgba(0,0,0,0)',
    white: '#FFFFFF',
    black: '#000000',
    gray: '#808080',
    grey: '#808080',
  },
}

const safeColor = /^(#[0-9a-f]{3,8}|rgba?\([\d\s.,%]+\)|hsla?\([\d\s.,%]+\))$/i

/** The color that a dashboard names, as CSS takes it. What is no color is the color of text: nothing else gets through. */
export function cssColor(name: string, theme: Theme): string {
  const known = plainNames[theme][name]
  if (known !== undefined) return known
  if (safeColor.test(name)) return name
  const [, shade = '', hue = ''] = /^(?:(dark|semi-dark|light|super-light)-)?([a-z]+)$/.exec(name) ?? []
  return hues[hue]?.[theme][shades.indexOf(shade)] ?? plainNames[theme]['text'] ?? '#808080'
}

/** The color of the series at this place. */
export function paletteColor(index: number, theme: Theme): string {
  return cssColor(classicPalette[index % classicPalette.length] ?? 'green', theme)
}

/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [number, number, number]

/** Reads `#rgb`, `#rrggbb` and `rgb(…)`; grey where it is neither. */
export function rgbOf(color: string): Rgb {
  const numbers = /^rgba?\(([^)]+)\)/.exec(color)?.[1]?.split(',').map(Number)
  if (numbers !== undefined) return [numbers[0] ?? 128, numbers[1] ?? 128, numbers[2] ?? 128]
  const hex = color.replace('#', '')
  const full = hex.length < 6 ? [...hex.slice(0, 3)].map((digit) => digit + digit).join('') : hex
  const value = Number.parseInt(full.slice(0, 6), 16)
  return Number.isNaN(value) ? [128, 128, 128] : [(value >> 16) & 255, (value >> 8) & 255, value & 255]
}

/** The same color, seen through. */
export function withOpacity(color: string, opacity: number): string {
  const [red, green, blue] = rgbOf(color)
  return `rgba(${red},${green},${blue},${Math.round(opacity * 1000) / 1000})`
}

/** Black or white, whichever is read more easily on this color. */
export function readableOn(color: string): string {
  const [red, green, blue] = rgbOf(color).map((part) => (part / 255) ** 2.2) as [number, number, number]
  // Where both stand out alike: (L + 0.05)² = 0.05 × 1.05, by the contrast of WCAG 2.
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? '#000000' : '#FFFFFF'
}

/** The color at a share (0 to 1) of the way through these colors. */
export function between(colors: readonly string[], share: number): string {
  const at = Math.min(1, Math.max(0, share)) * (colors.length - 1)
  const index = Math.min(colors.length - 2, Math.floor(at))
  const [from, to] = [rgbOf(colors[index] ?? '#808080'), rgbOf(colors[index + 1] ?? colors[index] ?? '#808080')]
  const mixed = from.map((part, each) => Math.round(part + ((to[each] ?? part) - part) * (at - index)))
  return `rgb(${mixed.join(',')})`
}

const schemes: Readonly<Record<string, readonly string[]>> = {
  GrYlRd: ['green', 'yellow', 'red'],
  RdYlGr: ['red', 'yellow', 'green'],
  BlYlRd: ['dark-blue', 'super-light-yellow', 'dark-red'],
  YlRd: ['super-light-yellow', 'dark-red'],
  BlPu: ['#BFD3E6', '#6E016B'],
  YlBl: ['super-light-yellow', 'dark-blue'],
  Blues: ['#F7FBFF', '#6BAED6', '#08306B'],
  Reds: ['#FFF5F0', '#FB6A4A', '#67000D'],
  Greens: ['#F7FCF5', '#74C476', '#00441B'],
  Purples: ['#FCFBFD', '#9E9AC8', '#3F007D'],
  Oranges: ['#FFF5EB', '#FD8D3C', '#7F2704'],
  Greys: ['#FFFFFF', '#969696', '#000000'],
  Spectral: ['#9E0142', '#F46D43', '#FEE08B', '#ABDDA4', '#3288BD', '#5E4FA2'],
  Turbo: ['#23171B', '#26BCE1', '#95FB51', '#FF821D', '#900C00'],
  Viridis: ['#440154', '#31688E', '#35B779', '#FDE725'],
  Magma: ['#000004', '#721F81', '#F1605D', '#FCFDBF'],
  Inferno: ['#000004', '#781C6D', '#ED6925', '#FCFFA4'],
  Plasma: ['#0D0887', '#9C179E', '#ED7953', '#F0F921'],
}

/** The colors of a scheme by Grafana's name for it, such as `Blues` or `GrYlRd`; `undefined` where it is unknown. */
export function schemeColors(name: string, theme: Theme): readonly string[] | undefined {
  return schemes[name]?.map((color) => cssColor(color, theme))
}
