import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { type Endpoint, endpointOf } from '../../src/clients/http.ts'
import { exitCode, Failure } from '../../src/model/failure.ts'
import { answerJson, answerText } from './answer.ts'
import { refusal, safetyHeaders } from './guard.ts'
import { isPassedOn, passOn } from './proxy.ts'
import type { DashboardSource } from './source.ts'

/** What a preview is started with. */
export interface PreviewOptions {
  /** 0 takes a free one. */
  readonly port: number
  /** May hold credentials; they stay in the server. */
  readonly prometheusUrl: string
  /** The shortest step of a query: what the data source of Grafana has as `timeInterval`. */
  readonly scrapeInterval: string
  /** The folder with the built page: `page.js` and `style.css`. */
  readonly pageDirectory: string
  readonly source: DashboardSource
}

/** A preview that is being served. */
export interface Preview {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string
  close(): Promise<void>
}

const shell = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Dashboards</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/style.css">
<script type="module" src="/assets/page.js"></script>
</head>
<body><noscript>The preview draws its plots with JavaScript.</noscript></body>
</html>
`

interface Context {
  readonly options: PreviewOptions
  readonly endpoint: Endpoint
  readonly listeners: Set<ServerResponse>
}

async function asset(response: ServerResponse, directory: string, name: string): Promise<void> {
  const types: Readonly<Record<string, string>> = { 'page.js': 'text/javascript', 'style.css': 'text/css' }
  const type = types[name]
  const body = type === undefined ? undefined : await readFile(join(directory, name)).catch(() => undefined)
  if (type === undefined || body === undefined) answerText(response, 404, 'text/plain', 'There is nothing here.\n')
  else answerText(response, 200, type, body)
}

function listening(response: ServerResponse, listeners: Set<ServerResponse>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.write(': listening\n\n')
  listeners.add(response)
  response.on('close', () => listeners.delete(response))
}

/** Status and body of an answer about dashboards. */
function dashboardAnswer(path: string, { options, endpoint }: Context): readonly [number, unknown] {
  const { dashboards, problems } = options.source.offer()
  if (path === '/api/health') return [200, { preview: true }]
  if (path === '/api/dashboards') return [200, { dashboards: dashboards.map(({ json: _, ...rest }) => rest), problems }]
  const uid = /^\/api\/dashboards\/([\w-]+)$/.exec(path)?.[1]
  const found = dashboards.find((dashboard) => dashboard.uid === uid)
  if (found !== undefined) {
    const { scrapeInterval } = options
    return [200, { ...found, problems, scrapeInterval, prometheus: endpoint.address }]
  }
  const error = uid === undefined ? 'There is nothing here.' : `There is no dashboard "${uid}".`
  return [404, { error, problems }]
}

async function answer(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  for (const [name, value] of Object.entries(safetyHeaders)) response.setHeader(name, value)
  const refused = refusal(request)
  if (refused !== undefined) return answerText(response, 403, 'text/plain', `${refused}\n`)
  const url = new URL(request.url ?? '/', 'http://localhost')
  const path = url.pathname
  if (path.startsWith('/api/v1/')) {
    if (isPassedOn(path)) return await passOn(request, response, url, context.endpoint)
    return answerJson(response, 403, {
      status: 'error',
      errorType: 'proxy',
      error: 'The preview passes on queries only.',
    })
  }
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return answerText(response, 405, 'text/plain', 'Nothing can be changed here.\n')
  if (path === '/api/changes') return listening(response, context.listeners)
  if (path.startsWith('/api/')) return answerJson(response, ...dashboardAnswer(path, context))
  if (path.startsWith('/assets/')) return await asset(response, context.options.pageDirectory, path.slice(8))
  if (path === '/' || /^\/d\/[\w-]+(\/[^/]*)?$/.test(path)) return answerText(response, 200, 'text/html', shell)
  answerText(response, 404, 'text/plain', 'There is nothing here.\n')
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const mend = 'Stop what holds it, or choose another port with --port.'
      reject(
        new Failure(
          `port ${port} of 127.0.0.1 cannot be listened on (${cause.code ?? cause.message})`,
          mend,
          exitCode.usage,
        ),
      )
    })
    server.listen(port, '127.0.0.1', resolve)
  })
  return (server.address() as AddressInfo).port
}

/** Serves the preview on loopback until it is closed. Throws a Failure when the port is taken or the Prometheus address is none. */
export async function startPreview(options: PreviewOptions): Promise<Preview> {
  const endpoint = endpointOf('Prometheus', options.prometheusUrl, { timeoutMs: 60_000 })
  const context: Context = { options, endpoint, listeners: new Set() }
  const server = createServer((request, response) => {
    answer(request, response, context).catch(() => {
      if (!response.headersSent) answerText(response, 500, 'text/plain', 'The preview failed.\n')
      else response.destroy()
    })
  })
  const port = await listen(server, options.port)
  const closing = new AbortController()
  options.source.watch(() => {
    for (const listener of context.listeners) listener.write('data: changed\n\n')
  }, closing.signal)
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      closing.abort()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
