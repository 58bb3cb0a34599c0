import type { Dashboard, GridPos } from '@grafana/grafana-foundation-sdk/dashboard'

const columns = 24

function overlap(a: GridPos, b: GridPos): boolean {
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h
}

/** Every panel inside Grafana's 24 columns, and no panel upon another: Grafana would push it elsewhere. */
export function checkGrid({ panels = [] }: Dashboard): readonly string[] {
  const found: string[] = []
  const placed: { readonly title: string; readonly position: GridPos }[] = []
  for (const { title = '', gridPos: position } of panels) {
    if (position === undefined) {
      found.push(`panel "${title}" has no place`)
      continue
    }
    const { x, y, w, h } = position
    if (x < 0 || y < 0 || w < 1 || h < 1 || x + w > columns) found.push(`panel "${title}" lies outside the grid`)
    for (const other of placed) {
      if (overlap(position, other.position)) found.push(`panels "${other.title}" and "${title}" overlap`)
    }
    placed.push({ title, position })
  }
  return found
}
