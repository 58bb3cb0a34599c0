/**
 * A short id of a text, the same for the same text (FNV-1a, 32 bits). Counts carry that of the expressions which made
 * them: when a definition changes, its counts begin anew and are not taken for a burst of events.
 */
export function definitionId(text: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
