/** Settings of an element: attributes by name, and listeners by `on` and their event's name. */
export type Settings = Readonly<Record<string, string | number | boolean | ((event: Event) => void) | undefined>>

type Child = Node | string | undefined

function configure(node: Element, settings: Settings): void {
  for (const [name, value] of Object.entries(settings)) {
    if (value === undefined || value === false) continue
    if (typeof value === 'function') node.addEventListener(name.slice(2), value)
    else node.setAttribute(name, value === true ? '' : String(value))
  }
}

/** Makes an element. Texts become text nodes: nothing that comes from a dashboard is ever read as HTML. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  settings: Settings = {},
  children: readonly Child[] = [],
): HTMLElementTagNameMap[Name] {
  const node = document.createElement(name)
  configure(node, settings)
  node.append(...children.filter((child) => child !== undefined))
  return node
}

/** Makes an element of SVG. */
export function svgElement<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  settings: Settings = {},
  children: readonly Child[] = [],
): SVGElementTagNameMap[Name] {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name)
  configure(node, settings)
  node.append(...children.filter((child) => child !== undefined))
  return node
}

/** A button with a text, or with a sign and a name for those who do not see it. */
export function button(text: string, name: string, act: (event: Event) => void, className = ''): HTMLButtonElement {
  return element(
    'button',
    { type: 'button', class: className, 'aria-label': name === text ? undefined : name, title: name, onclick: act },
    [text],
  )
}
