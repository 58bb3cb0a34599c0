import { measurableSlos } from '../src/model/measurable.ts'
import { records } from '../src/model/names.ts'
import type { Fleet } from '../src/model/service.ts'
import type { Duration } from '../src/model/units.ts'
import { anyService } from './annotations.ts'
import { burnRate, burnRateAlerts } from './burn-rate-alerts.ts'
import { budgetRules, coverageRule, policyAlerts } from './error-budgets.ts'
import { increaseRule, ratioRule } from './increases.ts'
import { notMeasuredAlert, startedRule } from './missing-data.ts'
import { type RuleGroup, record } from './rules.ts'
import { serviceSloRules } from './service-slos.ts'
import { countPrevious, runningTotal, totalResumed } from './totals.ts'
import { alertWindows, countedWindows, hourWindow } from './windows.ts'

/** The lengths of window that the fleet's SLOs have, each once. */
export function sloWindowsOf(fleet: Fleet): readonly Duration[] {
  return [...new Set(fleet.flatMap((service) => measurableSlos(service).map(([, slo]) => slo.window)))].sort()
}

/**
 * All SLO rules. First what each service counts, then one set that serves every SLO of every service through the labels
 * `service` and `slo`: its size depends on the lengths of SLO windows in use, not on the number of SLOs. All of it is one
 * group, because Prometheus evaluates groups at different moments: in several, an alert would come an evaluation late.
 */
export function sloGroups(fleet: Fleet): readonly RuleGroup[] {
  const services = fleet.filter((service) => measurableSlos(service).length > 0)
  const slos = services.flatMap((service) => measurableSlos(service).map(([, slo]) => slo))
  const sloWindows = sloWindowsOf(fleet)
  const subject = anyService(services)
  if (sloWindows.length === 0) return []
  const counted = countedWindows(sloWindows)
  const shown = new Set([...alertWindows(sloWindows), ...sloWindows])
  return [
    {
      name: 'slo',
      rules: [
        ...services.flatMap(serviceSloRules),
        countPrevious(),
        totalResumed(),
        runningTotal(),
        ...counted.map(increaseRule),
        ...[...shown].map((window) => ratioRule(window, counted.includes(window))),
        record(records.burnRate(hourWindow), burnRate(hourWindow)),
        ...sloWindows.flatMap(budgetRules),
        ...sloWindows.flatMap((window) =>
          burnRateAlerts(
            window,
            slos.filter((slo) => slo.window === window),
            subject,
          ),
        ),
        // No other rule waits for these.
        ...services.map(startedRule),
        ...sloWindows.map(coverageRule),
        ...policyAlerts(services, subject),
        notMeasuredAlert(subject),
      ],
    },
  ]
}
