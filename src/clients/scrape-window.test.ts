import { createServer, type Server } from 'node:http'
import { afterEach, expect, inject, test } from 'vitest'
import { wallet } from '../../services/wallet.ts'
import { prometheusClient } from './prometheus.ts'
import { awaitScrape } from './scrape-window.ts'
import { freePort, type PrometheusServer, startPrometheus } from './testing/prometheus-server.ts'

let prometheus: PrometheusServer | undefined
let service: Server | undefined

afterEach(async () => {
  await prometheus?.stop()
  service?.close()
})

async function scraping(job: string) {
  const port = await freePort()
  prometheus = await startPrometheus({
    binary: inject('tools').prometheus,
    scrape: { job, address: `127.0.0.1:${port}` },
  })
  const client = prometheusClient({ url: prometheus.url })
  const up = async () => (await client.query(`up{job="${job}"}`)).map(({ value }) => value)
  return { client, port, up }
}

test('a run waits until Prometheus has seen a service that has just started', async () => {
  const { client, port, up } = await scraping(wallet.job)
  while ((await up()).length === 0) await new Promise((done) => setTimeout(done, 50))
  expect(await up()).toEqual([0])
  service = createServer((_, response) => response.end('')).listen(port, '127.0.0.1')
  const said: number[] = []
  await awaitScrape(wallet, client, (seconds) => said.push(seconds))
  expect(said).toEqual([7])
  expect(await up()).toEqual([1])
  await awaitScrape(wallet, client, (seconds) => said.push(seconds))
  expect(said).toHaveLength(1)
})

test('it waits no longer than two scrapes for one that stays down, and not at all for one that nobody scrapes', async () => {
  const { client, up } = await scraping(wallet.job)
  const said: number[] = []
  await awaitScrape(wallet, client, (seconds) => said.push(seconds))
  expect(said).toEqual([7])
  expect(await up()).toEqual([0])
  await awaitScrape({ ...wallet, job: 'other' }, client, (seconds) => said.push(seconds))
  expect(said).toHaveLength(1)
})

test('Ctrl-C ends the wait, and a Prometheus that cannot tell is not waited for', async () => {
  const { port } = await scraping(wallet.job)
  const interrupted = prometheusClient({ url: prometheus?.url ?? '', interrupted: AbortSignal.timeout(300) })
  await expect(awaitScrape(wallet, interrupted, () => undefined)).rejects.toMatchObject({ code: 130 })
  await awaitScrape(wallet, prometheusClient({ url: `http://127.0.0.1:${port}` }), () => expect.unreachable())
})
