import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable, Writable } from 'node:stream'
import { exitCode, Failure } from '../model/failure.ts'

/** What a page is pictured with. */
export interface PictureOptions {
  /** Path of the browser. */
  readonly program: string
  /** Pixels across; the height follows the page. */
  readonly width: number
  /** Device pixels for each of them. */
  readonly scale: number
  /** JavaScript that is true once the page is drawn. */
  readonly isReady: string
  /** Milliseconds until the page must be ready. */
  readonly within: number
  readonly environment: Readonly<Record<string, string | undefined>>
  readonly interrupted?: AbortSignal | undefined
}

type Message = {
  readonly id?: number
  readonly sessionId?: string
  readonly result?: unknown
  readonly error?: { readonly message: string }
}

/** One conversation in Chromium's DevTools protocol, over two pipes: messages end with a zero byte. */
interface Conversation {
  ask<Result>(method: string, parameters?: object, sessionId?: string): Promise<Result>
}

function broken(message: string): Failure {
  return new Failure(message, 'Try an SVG instead (-o name.svg), which needs no browser.', exitCode.unmeasured)
}

function converse(browser: ChildProcess): Conversation {
  const input = browser.stdio[3] as Writable
  const output = browser.stdio[4] as Readable
  const waiting = new Map<
    number,
    { readonly resolve: (result: unknown) => void; readonly reject: (reason: Error) => void }
  >()
  let last = 0
  let rest = ''
  output.setEncoding('utf8').on('data', (text: string) => {
    const parts = `${rest}${text}`.split('\0')
    rest = parts.pop() ?? ''
    for (const part of parts) {
      const { id, result, error } = JSON.parse(part) as Message
      const asked = id === undefined ? undefined : waiting.get(id)
      if (id === undefined || asked === undefined) continue
      waiting.delete(id)
      if (error === undefined) asked.resolve(result)
      else asked.reject(broken(`the browser refused: ${error.message}`))
    }
  })
  const lost = () => {
    for (const { reject } of waiting.values()) reject(broken('the browser ended before the picture was taken'))
    waiting.clear()
  }
  input.on('error', () => undefined)
  browser.once('error', lost).once('exit', lost)
  return {
    async ask<Result>(method: string, params: object = {}, sessionId?: string) {
      last += 1
      const id = last
      return (await new Promise<unknown>((resolve, reject) => {
        waiting.set(id, { resolve, reject })
        if (browser.exitCode !== null || browser.pid === undefined) lost()
        else
          input.write(`${JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`)
      })) as Result
    },
  }
}

async function value<Result>(conversation: Conversation, sessionId: string, expression: string): Promise<Result> {
  const answer = await conversation.ask<{ result: { value: Result } }>(
    'Runtime.evaluate',
    { expression, returnByValue: true },
    sessionId,
  )
  return answer.result.value
}

async function untilReady(
  conversation: Conversation,
  sessionId: string,
  { isReady, within, interrupted }: PictureOptions,
): Promise<void> {
  for (let waited = 0; waited < within; waited += 50) {
    if (interrupted?.aborted)
      throw new Failure('interrupted while the picture was taken', 'Start the command again.', exitCode.interrupted)
    if (await value<boolean>(conversation, sessionId, isReady)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw broken(`the page was not drawn within ${within / 1000} s`)
}

async function takePicture(conversation: Conversation, url: string, options: PictureOptions): Promise<Buffer> {
  const { width, scale } = options
  const { targetId } = await conversation.ask<{ targetId: string }>('Target.createTarget', { url: 'about:blank' })
  const { sessionId } = await conversation.ask<{ sessionId: string }>('Target.attachToTarget', {
    targetId,
    flatten: true,
  })
  const resize = (height: number) =>
    conversation.ask(
      'Emulation.setDeviceMetricsOverride',
      { width, height, deviceScaleFactor: scale, mobile: false },
      sessionId,
    )
  await resize(900)
  await conversation.ask('Page.navigate', { url }, sessionId)
  await untilReady(conversation, sessionId, options)
  // Panels out of sight are not drawn: as high as the page, all are in sight.
  const height = Math.min(16_000, await value<number>(conversation, sessionId, 'document.documentElement.scrollHeight'))
  await resize(height)
  await value(
    conversation,
    sessionId,
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))) && 0',
  )
  await new Promise((resolve) => setTimeout(resolve, 100))
  await untilReady(conversation, sessionId, options)
  const { data } = await conversation.ask<{ data: string }>('Page.captureScreenshot', { format: 'png' }, sessionId)
  return Buffer.from(data, 'base64')
}

/** Opens a page in headless Chromium and pictures all of it, as PNG. Throws a Failure (exit code 3) when the page or the browser fails. */
export async function picturePage(url: string, options: PictureOptions): Promise<Buffer> {
  const profile = await mkdtemp(join(tmpdir(), 'sidelight-chromium-'))
  // Chromium's own sandbox does not start for root.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const quiet = [
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--hide-scrollbars',
    '--mute-audio',
  ]
  const browser = spawn(
    options.program,
    [
      '--headless=new',
      '--remote-debugging-pipe',
      `--user-data-dir=${profile}`,
      '--disable-gpu',
      '--disable-dev-shm-usage',
      ...quiet,
      ...sandbox,
    ],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'], env: { ...options.environment, HOME: profile } },
  )
  const ended = new Promise((resolve) => browser.once('exit', resolve).once('error', resolve))
  try {
    return await takePicture(converse(browser), url, options)
  } finally {
    browser.kill('SIGKILL')
    await ended
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
