import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One alert in a notification. */
export interface NotifiedAlert {
  readonly status: 'firing' | 'resolved'
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

/** What Alertmanager posts to a webhook: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
export interface Notification {
  readonly receiver: string
  /** `resolved` once every alert of the group is. */
  readonly status: 'firing' | 'resolved'
  readonly alerts: readonly NotifiedAlert[]
}

/** A webhook on this machine that keeps what it is told. */
export interface NotificationReceiver {
  readonly url: string
  readonly received: readonly Notification[]
  close(): void
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  for await (const chunk of request.setEncoding('utf8')) body += chunk
  return body
}

/** Starts a webhook on a free port of 127.0.0.1. */
export async function receiveNotifications(): Promise<NotificationReceiver> {
  const received: Notification[] = []
  const server = createServer((request, response) => {
    const answer = (status: number) => response.writeHead(status).end()
    bodyOf(request).then(
      (body) => {
        try {
          received.push(JSON.parse(body) as Notification)
          answer(200)
        } catch {
          answer(400)
        }
      },
      () => response.destroy(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    received,
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
