const ids = 1_000_000

/** FNV-1a: small, and the same everywhere. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const character of text) value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return value >>> 0
}

/** The panel id of a key: links to a panel survive when other panels come, go or move. */
export function panelId(key: string): number {
  return 1 + (hash(key) % ids)
}
