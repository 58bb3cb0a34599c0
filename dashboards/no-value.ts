/** What a panel says that asks the service for a metric and gets none: from Prometheus the two cases look the same. */
export const noSeries = 'Not scraped, or not exposed'
