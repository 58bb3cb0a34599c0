/** A terminal that shows a picture and has keys. */
export interface Terminal {
  size(): { readonly columns: number; readonly rows: number }
  write(text: string): void
  /** Calls the listener whenever the size has changed, until the returned function is called. */
  onResize(listener: () => void): () => void
  /** Hands over every key as it is pressed, also Ctrl-C, until the returned function is called. */
  onKeys(listener: (text: string) => void): () => void
}
