/** What must not stand in a file that people pass on. */
export interface Private {
  /** Absolute folder -> what stands in its place. The longest are replaced first. */
  readonly folders: Readonly<Record<string, string>>
  /** Names of machines and people, replaced as whole words where `words` is asked for. */
  readonly names: readonly string[]
  /** Hosts that are spoken to; those of this machine alone stay. */
  readonly hosts: readonly string[]
  readonly secrets: readonly string[]
}

/** Hides what is private in a text; `words` also hides the names, which may be parts of other words in data. */
export type Scrub = (text: string, words?: boolean) => string

const loopback = /^(localhost|(.+\.)?localhost|127(\.\d{1,3}){3}|\[?::1\]?|0\.0\.0\.0)$/i
const secretName = /token|passw|secret|key|header|auth|credential|cookie|username/i

/** Whether a host name or address is this machine alone. */
export function isLoopback(host: string): boolean {
  return loopback.test(host)
}

/** Values of the variables whose names say that they are secret. Very short ones would hide half of a text. */
export function secretValues(variables: Readonly<Record<string, string | undefined>>): readonly string[] {
  const texts = Object.entries(variables)
    .filter(([name]) => secretName.test(name))
    // Of headers, one a line or parted by commas, the values too: they turn up without their names.
    .flatMap(([, value = '']) =>
      value
        .split(/[\n,]/)
        .flatMap((line) => [line, line.replace(/^[^:]*:/, '')])
        .concat(value),
    )
    .map((text) => text.trim())
  return [...new Set(texts)].filter((text) => text.length >= 5 && text !== 'false')
}

/** The passwords and user names of URLs, as they stand there and decoded. */
export function urlSecrets(urls: readonly string[]): readonly string[] {
  return urls
    .filter((url) => URL.canParse(url))
    .map((url) => new URL(url))
    .flatMap(({ username, password }) => [password, decodeURIComponent(password), username])
    .filter((text) => text.length >= 4)
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

function longestFirst(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].filter((text) => text !== '').sort((a, b) => b.length - a.length)
}

/** What hides these secrets, and whatever looks like one. */
function secretRules(secrets: readonly string[]): [RegExp, string][] {
  return [
    ...longestFirst(secrets).map((secret): [RegExp, string] => [new RegExp(literal(secret), 'g'), '***']),
    // Credentials in any URL, and headers that carry them, whoever wrote the line.
    [/(\w:\/\/)[^\s/@"']+@/g, '$1'],
    [/\b(authorization|cookie|set-cookie|x-api-key)(["']?\s*[:=]\s*["']?)[^\r\n"']+/gi, '$1$2***'],
    [/\b(bearer|basic) [A-Za-z0-9._~+/=-]{4,}/gi, '$1 ***'],
  ]
}

const replaced = (text: string, rules: readonly [RegExp, string][]) =>
  rules.reduce((result, [pattern, put]) => result.replace(pattern, put), text)

/** Makes the function that hides secrets alone: for a terminal, where folders and hosts are no secret. */
export function secretScrubber(secrets: readonly string[]): (text: string) => string {
  const rules = secretRules(secrets)
  return (text) => replaced(text, rules)
}

/** Makes the function that hides these. Folders count as such also in `file://` URLs and when a path goes on below them. */
export function scrubber({ folders, names, hosts, secrets }: Private): Scrub {
  const rules = secretRules(secrets)
  const add = (pattern: string, put: string) => rules.push([new RegExp(pattern, 'g'), put])
  for (const folder of longestFirst(Object.keys(folders)).filter((path) => path !== '/'))
    add(`(file://)?${literal(folder)}(?![\\w.-])`, folders[folder] ?? '')
  for (const host of longestFirst(hosts).filter((name) => !isLoopback(name)))
    add(`(?<![\\w.-])${literal(host)}(?![\\w-])`, '<host>')
  add('(?<![\\d.])(?!127\\.|0\\.0\\.0\\.0)\\d{1,3}(\\.\\d{1,3}){3}(?=:\\d)', '<host>')
  const words = longestFirst(names).map((name) => new RegExp(`(?<![\\w.-])${literal(name)}(?![\\w-])`, 'g'))
  return (text, wholeWords = false) => {
    const hidden = replaced(text, rules)
    return wholeWords ? words.reduce((result, pattern) => result.replace(pattern, '<name>'), hidden) : hidden
  }
}

/** The value with every string in it scrubbed; keys stay, since they are names of this product. */
export function scrubbed(value: unknown, scrub: Scrub): unknown {
  if (typeof value === 'string') return scrub(value)
  if (Array.isArray(value)) return value.map((entry) => scrubbed(entry, scrub))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, scrubbed(entry, scrub)]))
}
