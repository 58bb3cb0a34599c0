import { environment } from './k6.ts'

/**
 * k6's `handleSummary`: all of k6's data into the file that the runner asks for. Without a runner nothing is returned,
 * and k6 prints the summary that its users know.
 */
export function handleSummary(data: object): Record<string, string> | undefined {
  const path = environment['SIDELIGHT_SUMMARY']
  return path ? { [path]: JSON.stringify(data) } : undefined
}
