import { alertNames, labels, severities } from '../src/model/names.ts'

/** Receivers, named after what their notifications want: someone at once, or someone in working hours. */
const receivers = { page: 'page', ticket: 'ticket' } as const

/**
 * The file that holds the webhook's address, which may be a secret. Alertmanager resolves it against its working
 * directory, reads it at each notification, and expands no variables.
 */
export const webhookAddressFile = 'webhook_url'

const ofSlo = `${labels.slo}=~".+"`
const isPage = `${labels.severity}="${severities.page}"`
const isTicket = `${labels.severity}="${severities.ticket}"`
const unseen = `alertname=~"${alertNames.serviceDown}|${alertNames.serviceAbsent}"`

function receiver(name: string): object {
  return { name, webhook_configs: [{ url_file: webhookAddressFile, send_resolved: true }] }
}

/**
 * Alertmanager's configuration. Alerts of one service come as one notification. Pages of a service of tier 1 go to
 * `page`; those of other services wake nobody, but come sooner and more often than tickets.
 */
export function alertmanagerConfig(): object {
  return {
    route: {
      receiver: receivers.ticket,
      group_by: [labels.service],
      group_wait: '30s',
      group_interval: '5m',
      repeat_interval: '1d',
      routes: [
        {
          matchers: [isPage, `${labels.tier}="1"`],
          receiver: receivers.page,
          group_wait: '5s',
          group_interval: '1m',
          repeat_interval: '1h',
        },
        {
          matchers: [isPage],
          receiver: receivers.ticket,
          group_wait: '5s',
          group_interval: '1m',
          repeat_interval: '4h',
        },
        { matchers: [isTicket], receiver: receivers.ticket },
      ],
    },
    inhibit_rules: [
      // Who is paged for an SLO needs no ticket for the same SLO.
      {
        source_matchers: [isPage, ofSlo],
        target_matchers: [isTicket, ofSlo],
        equal: [labels.service, labels.slo],
      },
      // A service that cannot be seen breaks its SLOs and says nothing of its resources: one page is enough.
      { source_matchers: [unseen], target_matchers: [ofSlo], equal: [labels.service] },
      { source_matchers: [unseen], target_matchers: [isTicket], equal: [labels.service] },
    ],
    receivers: [receiver(receivers.page), receiver(receivers.ticket)],
  }
}
