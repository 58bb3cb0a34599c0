import type { Theme } from '../../../src/panels/color.ts'
import { readAddress } from './address.ts'

const remembered = 'sidelight-theme'

/** The theme in force: the address', the one chosen before, or the system's. */
export function currentTheme(): Theme {
  const chosen = readAddress().theme ?? localStorage.getItem(remembered)
  if (chosen === 'light' || chosen === 'dark') return chosen
  return window.matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark'
}

/** Puts the theme in force on the page. */
export function applyTheme(): Theme {
  const theme = currentTheme()
  document.documentElement.dataset['theme'] = theme
  return theme
}

/** Takes the other theme from now on. */
export function rememberTheme(theme: Theme): void {
  localStorage.setItem(remembered, theme)
}
