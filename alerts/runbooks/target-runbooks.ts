import { alertNames } from '../../src/model/names.ts'
import type { Service } from '../../src/model/service.ts'
import { targetFor } from '../target-alerts.ts'
import { network, release, serviceDown } from './causes.ts'
import type { Runbook } from './markdown.ts'
import { startQueries, targetQueries } from './queries.ts'

/** Commands that tell whether the service is well, seen from where one sits. */
export function lookAtService({ baseUrl, endpoints }: Service): string {
  return `Ask it: \`curl -i ${baseUrl}${endpoints.health}\` and \`curl -s ${baseUrl}${endpoints.metrics} | head\`.`
}

const lookAtProcess = 'See whether it runs: `docker-compose ps` or `npx sidelight stack status`; then its log.'

/** Runbooks of the alerts on whether the service can be seen at all. */
export function targetRunbooks(service: Service): readonly Runbook[] {
  const common = {
    queries: [...targetQueries(service), ...startQueries(service)],
    causes: [...serviceDown(service), release, network],
  }
  return [
    {
      ...common,
      alert: alertNames.serviceDown,
      meaning: `No instance of ${service.title} has answered a scrape for ${targetFor.down}. Users most likely get no answer either.`,
      first: [lookAtService(service), lookAtProcess, 'If it was released within the hour, roll back.'],
      after:
        'It ends with the first scrape that is answered. Alerts on the SLOs, silenced meanwhile, come up if budget was spent.',
    },
    {
      ...common,
      alert: alertNames.serviceAbsent,
      meaning: `Prometheus has known no target with job \`${service.job}\` for ${targetFor.absent}. The service may be well, but nothing would tell that it fails.`,
      first: [
        lookAtService(service),
        'Look at the targets page of Prometheus and at the file or discovery that names them.',
        `Check that the scrape configuration still sets \`job="${service.job}"\`.`,
      ],
      after:
        'It ends with the first scrape. What happened meanwhile is missing from the error budget: `slo:window_coverage:ratio` says how much.',
    },
    {
      ...common,
      alert: alertNames.instanceDown,
      meaning: `One instance has not answered a scrape for ${targetFor.instance} while others do. Users notice as far as requests still go there.`,
      first: ['Take it out of the load balancer.', lookAtProcess, 'Restart it once its log is saved.'],
      after: 'It ends when the instance answers or is no longer a target.',
    },
  ]
}
