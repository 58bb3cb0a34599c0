/**
 * The headers of every request to the service under test: those of `TEST_HEADERS`, one `Name: value` a line, and the bearer
 * token of `TEST_TOKEN`. Throws where a line is no header; the text is not repeated, since it may hold a secret.
 */
export function requestHeaders(
  variables: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {}
  for (const line of (variables['TEST_HEADERS'] ?? '').split('\n').filter((text) => text.trim() !== '')) {
    const [, name, value] = /^\s*([\w!#$%&'*+.^`|~-]+)\s*:\s*(.*?)\s*$/.exec(line) ?? []
    if (name === undefined || value === undefined)
      throw new Error('TEST_HEADERS must have one header a line, each written "Name: value"')
    headers[name] = value
  }
  const token = variables['TEST_TOKEN']
  return token ? { ...headers, Authorization: `Bearer ${token}` } : headers
}
