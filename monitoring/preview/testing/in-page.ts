// What tests ask the page itself. As text: only the browser knows the types of a document.

/** How many pixels of the panel's canvas have about this color. */
export function pixelCount(title: string, color: readonly [number, number, number]): string {
  return `(() => {
    const heads = [...document.querySelectorAll('.panel h2')]
    const canvas = heads.find((head) => head.textContent === ${JSON.stringify(title)}).closest('.panel').querySelector('canvas')
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
    const [red, green, blue] = ${JSON.stringify(color)}
    let count = 0
    for (let at = 0; at < data.length; at += 4)
      if (Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue) < 24) count += 1
    return count
  })()`
}

/** The controls that have no name for those who do not see them. */
export const namelessControls = `[...document.querySelectorAll('button, select, input, summary, a, [tabindex="0"]')]
  .filter((control) => !control.getAttribute('aria-label') && !control.textContent.trim() && !(control.labels?.length > 0))
  .map((control) => control.outerHTML)`

/** The texts that stand out least from their ground in a theme, as \`contrast: text\`, worst first. */
export function worstContrasts(theme: 'light' | 'dark'): string {
  return `(() => {
    document.documentElement.dataset.theme = '${theme}'
    const channels = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number)
    const linear = (part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4)
    const light = (color) => channels(color).slice(0, 3).reduce((sum, part, at) => sum + linear(part) * [0.2126, 0.7152, 0.0722][at], 0)
    const ground = (node) => {
      if (node === null) return 'rgb(255, 255, 255)'
      const color = getComputedStyle(node).backgroundColor
      const opacity = channels(color)[3]
      return opacity === undefined || opacity === 1 ? color : ground(node.parentElement)
    }
    const contrast = (node) => {
      const [one, other] = [light(getComputedStyle(node).color), light(ground(node))]
      return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)
    }
    const wanted = 'h1, h2, label, button, summary, td, th, .note, .notice, .file, .preview-mark, .unit'
    const texts = [...document.querySelectorAll(wanted)].filter((node) => node.textContent.trim() && node.offsetParent)
    return texts.map((node) => [contrast(node), node.textContent.slice(0, 40)]).sort((one, other) => one[0] - other[0]).slice(0, 3)
  })()`
}
