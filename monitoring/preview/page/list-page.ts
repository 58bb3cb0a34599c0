import { listDashboards, onChange } from './api.ts'
import { element } from './dom.ts'
import { previewNote } from './preview-note.ts'
import { applyTheme } from './theme.ts'

async function draw(main: HTMLElement): Promise<void> {
  try {
    const { dashboards, problems } = await listDashboards()
    const items = dashboards.map(({ uid, title, tags, file }) =>
      element('li', {}, [
        element('a', { href: `/d/${uid}` }, [title]),
        element('span', { class: 'file' }, [file]),
        ...tags.map((tag) => element('span', { class: 'tag' }, [tag])),
      ]),
    )
    main.replaceChildren(
      element('h1', {}, ['Dashboards']),
      ...problems.map((problem) => element('p', { class: 'problem', role: 'alert' }, [problem])),
      items.length === 0
        ? element('p', {}, ['There are no dashboards here.'])
        : element('ul', { class: 'dashboards' }, items),
      previewNote([]),
    )
  } catch (problem) {
    main.replaceChildren(
      element('p', { class: 'problem', role: 'alert' }, [problem instanceof Error ? problem.message : String(problem)]),
    )
  }
  document.documentElement.dataset['state'] = 'ready'
}

/** Shows the list of all dashboards. */
export function showList(): void {
  applyTheme()
  const main = element('main', { class: 'all-dashboards' })
  document.body.append(main)
  void draw(main)
  onChange(() => void draw(main))
}
