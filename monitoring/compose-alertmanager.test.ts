import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { expect, inject, test } from 'vitest'
import { ended, until } from '../tests/support/tool-runs.ts'
import { freePort } from './stack/ports.ts'

// The container's own command, run without the container: a real Alertmanager in a working directory of its own.

const root = join(import.meta.dirname, '..')

interface Container {
  readonly working_dir: string
  readonly command: readonly string[]
}

/** The text that the container's shell is given. Compose writes `$$` for `$`. */
function command(): string {
  const { services } = load(readFileSync(join(root, 'docker-compose.yml'), 'utf8')) as {
    services: { alertmanager: Container }
  }
  expect(services.alertmanager.working_dir).toBe('/tmp')
  return services.alertmanager.command.join('').replaceAll('$$', '$')
}

test('the container delivers to the address of its environment, which it keeps in a file of its working directory', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'compose-alertmanager-'))
  const bodies: string[] = []
  const webhook = createServer((request, response) => {
    request.on('data', (chunk) => bodies.push(String(chunk))).on('end', () => response.end())
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => webhook.once('listening', resolve))
  const port = await freePort()
  const here = command()
    .replace('/bin/alertmanager', inject('tools').alertmanager)
    .replace('=/etc/alertmanager/', `=${join(root, 'generated/alerts/fleet')}/`)
    .replace('--storage.path=/alertmanager', `--storage.path=${join(directory, 'data')}`)
  const alertmanager = spawn('/bin/sh', ['-c', `${here} --web.listen-address=127.0.0.1:${port}`], {
    cwd: directory,
    env: {
      ALERT_WEBHOOK_URL: `http://127.0.0.1:${(webhook.address() as AddressInfo).port}/secret`,
      EXTERNAL_PORT: '1',
    },
    stdio: 'ignore',
  })
  try {
    const address = `http://127.0.0.1:${port}`
    await until('Alertmanager to be ready', async () =>
      (await fetch(`${address}/-/ready`).catch(() => undefined))?.ok ? true : undefined,
    )
    expect(statSync(join(directory, 'webhook_url')).mode & 0o077).toBe(0)
    const labels = { alertname: 'ServiceDown', severity: 'page', service: 'wallet', tier: '1' }
    await fetch(`${address}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([{ labels }]),
    })
    const body = await until('a notification', () => (bodies.length > 0 ? bodies.join('') : undefined))
    expect(JSON.parse(body)).toMatchObject({ receiver: 'page', status: 'firing', alerts: [{ labels }] })
  } finally {
    await ended(alertmanager)
    webhook.close()
    webhook.closeAllConnections()
    rmSync(directory, { recursive: true, force: true })
  }
})
