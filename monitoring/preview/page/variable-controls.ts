import { everyOption } from '../../../src/model/grafana-variables.ts'
import type { Variable } from '../../../src/panels/variable.ts'
import { element } from './dom.ts'

type Choose = (name: string, values: readonly string[]) => void

function textBox(variable: Variable, choose: Choose, id: string): HTMLElement {
  const input = element('input', { id, value: variable.values[0] ?? '', autocomplete: 'off' })
  input.addEventListener('change', () => choose(variable.name, [input.value]))
  return input
}

function single(variable: Variable, choose: Choose, id: string): HTMLElement {
  const [current = ''] = variable.values
  const known = variable.options.some(({ value }) => value === current)
  const all = variable.includeAll ? [element('option', { value: everyOption, selected: variable.isAll }, ['All'])] : []
  const custom =
    !known && !variable.isAll && current !== ''
      ? [element('option', { value: current, selected: true }, [current])]
      : []
  const options = variable.options.map(({ text, value }) =>
    element('option', { value, selected: !variable.isAll && value === current }, [text]),
  )
  const select = element('select', { id }, [...all, ...custom, ...options])
  if (select.options.length === 0) select.append(element('option', { value: '' }, ['None']))
  select.addEventListener('change', () => choose(variable.name, [select.value]))
  return select
}

/** Several may be chosen: a list of boxes behind a button, applied when it closes. */
function many(variable: Variable, choose: Choose, id: string): HTMLElement {
  const shown = variable.isAll ? 'All' : variable.texts.length === 0 ? 'None' : variable.texts.join(' + ')
  const options = [...(variable.includeAll ? [{ text: 'All', value: everyOption }] : []), ...variable.options]
  const extra = variable.isAll
    ? []
    : variable.values.filter((value) => !options.some((option) => option.value === value))
  const boxes = [...options, ...extra.map((value) => ({ text: value, value }))].map(({ text, value }) => {
    const isChosen = value === everyOption ? variable.isAll : !variable.isAll && variable.values.includes(value)
    const box = element('input', { type: 'checkbox', value, checked: isChosen })
    box.addEventListener('change', () => {
      // "All" and single values exclude each other.
      if (box.checked)
        for (const other of boxes) if ((other.value === everyOption) !== (value === everyOption)) other.checked = false
    })
    return Object.assign(box, { text })
  })
  const list = element(
    'div',
    { class: 'choices', role: 'group', 'aria-label': variable.label },
    boxes.map((box) => element('label', {}, [box, box.text])),
  )
  const details = element('details', { class: 'picker', id }, [
    element('summary', { class: 'button', 'aria-label': `${variable.label}: ${shown}` }, [shown]),
    list,
  ])
  const before = boxes
    .filter(({ checked }) => checked)
    .map(({ value }) => value)
    .join('\n')
  details.addEventListener('toggle', () => {
    const chosen = boxes.filter(({ checked }) => checked).map(({ value }) => value)
    if (!details.open && chosen.join('\n') !== before) choose(variable.name, chosen)
  })
  details.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return
    details.open = false
    details.querySelector('summary')?.focus()
  })
  return details
}

/** The controls of a dashboard's variables. */
export function variableControls(variables: ReadonlyMap<string, Variable>, choose: Choose): HTMLElement {
  const shown = [...variables.values()].filter(
    ({ isHidden, type }) => !isHidden && type !== 'constant' && type !== 'adhoc',
  )
  const controls = shown.map((variable) => {
    const id = `variable-${variable.name}`
    const control =
      variable.type === 'textbox'
        ? textBox(variable, choose, id)
        : variable.multi
          ? many(variable, choose, id)
          : single(variable, choose, id)
    return element('div', { class: 'variable', title: variable.description || undefined }, [
      element('label', { for: id }, [variable.label]),
      control,
      variable.problem === undefined
        ? undefined
        : element(
            'span',
            { class: 'badge failed', role: 'img', title: variable.problem, 'aria-label': variable.problem },
            ['!'],
          ),
    ])
  })
  return element('div', { class: 'variables', role: 'group', 'aria-label': 'Variables' }, controls)
}
