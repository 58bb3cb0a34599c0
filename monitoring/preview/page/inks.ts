import type { Theme } from '../../../src/panels/color.ts'

/** Colors of what is drawn on a canvas, where style sheets do not reach. */
export function inks(theme: Theme): { readonly text: string; readonly grid: string; readonly line: string } {
  return theme === 'dark'
    ? { text: '#C3C8D4', grid: 'rgba(204,204,220,0.10)', line: 'rgba(204,204,220,0.45)' }
    : { text: '#3B4252', grid: 'rgba(36,41,46,0.10)', line: 'rgba(36,41,46,0.45)' }
}
