import { parser } from '@prometheus-io/lezer-promql'

type SyntaxNode = ReturnType<typeof parser.parse>['topNode']

/** One condition of a selector, such as `status=~"5.."`. */
export interface LabelMatcher {
  readonly label: string
  readonly operator: string
  readonly value: string
}

/** Series that are selected by name and labels; with a range where one stands behind it. */
export interface Selection {
  readonly kind: 'selection'
  readonly metric: string
  readonly matchers: readonly LabelMatcher[]
  readonly range?: string
}

/** `sum by (…) (…)` and the like. */
export interface Aggregation {
  readonly kind: 'aggregation'
  readonly operator: string
  readonly by?: readonly string[]
  readonly without?: readonly string[]
  readonly parameter?: Syntax
  readonly body: Syntax
}

/** Two sides and how their series are matched. */
export interface Operation {
  readonly kind: 'operation'
  readonly operator: string
  readonly bool: boolean
  readonly on?: readonly string[]
  readonly ignoring?: readonly string[]
  readonly group?: 'left' | 'right'
  readonly left: Syntax
  readonly right: Syntax
}

/** A PromQL expression without its parentheses. */
export type Syntax =
  | Selection
  | Aggregation
  | Operation
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'call'; readonly name: string; readonly parameters: readonly Syntax[] }
  | { readonly kind: 'subquery'; readonly body: Syntax; readonly range: string }

const aggregations = new Set(['AggregateExpr'])
const labelNames = new Set(['LabelName', 'QuotedLabelName'])

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = []
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child)
  return children
}

function unquoted(text: string): string {
  return /^["'`]/.test(text) ? text.slice(1, -1).replace(/\\(["'\\])/g, '$1') : text
}

/** Reads the tree of Prometheus' own grammar into the parts that rules ask about. */
class Reader {
  readonly source: string
  constructor(source: string) {
    this.source = source
  }

  text(node: SyntaxNode): string {
    return this.source.slice(node.from, node.to)
  }

  labels(node: SyntaxNode | undefined): readonly string[] {
    if (node === undefined) return []
    return childrenOf(node).flatMap((child) => (labelNames.has(child.name) ? [unquoted(this.text(child))] : []))
  }

  matcher(node: SyntaxNode): LabelMatcher {
    const [label = '', operator = '', value = ''] = childrenOf(node).map((child) => this.text(child))
    return { label: unquoted(label), operator, value: unquoted(value) }
  }

  selection(node: SyntaxNode): Selection {
    const matchers: LabelMatcher[] = []
    let metric = ''
    for (const child of childrenOf(node)) {
      if (child.name === 'Identifier') metric = this.text(child)
      if (child.name !== 'LabelMatchers') continue
      for (const entry of childrenOf(child)) {
        if (entry.name === 'QuotedLabelName') metric = unquoted(this.text(entry))
        else if (entry.name.endsWith('LabelMatcher')) matchers.push(this.matcher(entry))
      }
    }
    const named = matchers.find(({ label, operator }) => label === '__name__' && operator === '=')
    return { kind: 'selection', metric: metric || (named?.value ?? ''), matchers }
  }

  aggregation(node: SyntaxNode): Aggregation {
    const children = childrenOf(node)
    const modifier = children.find(({ name }) => name === 'AggregateModifier')
    const labels = this.labels(modifier && childrenOf(modifier).find(({ name }) => name === 'GroupingLabels'))
    const without = modifier !== undefined && modifier.firstChild?.name === 'Without'
    const body = children.find(({ name }) => name === 'FunctionCallBody')
    const parameters = body ? childrenOf(body).map((child) => this.read(child)) : []
    const [first, second] = parameters
    return {
      kind: 'aggregation',
      operator: this.text(children[0] ?? node).toLowerCase(),
      ...(modifier && (without ? { without: labels } : { by: labels })),
      ...(second && first ? { parameter: first } : {}),
      body: second ?? first ?? { kind: 'text', value: '' },
    }
  }

  operation(node: SyntaxNode): Operation {
    const children = childrenOf(node)
    const [left, operator] = children
    const clause = children.find(({ name }) => name === 'MatchingModifierClause')
    const parts = clause ? childrenOf(clause) : []
    const labels = this.labels(parts.find(({ name }) => name === 'GroupingLabels'))
    const has = (name: string) => parts.some((part) => part.name === name)
    const right = children.at(-1)
    return {
      kind: 'operation',
      operator: operator ? this.text(operator).toLowerCase() : '',
      bool: children.some(({ name }) => name === 'BoolModifier'),
      ...(has('On') ? { on: labels } : {}),
      ...(has('Ignoring') ? { ignoring: labels } : {}),
      ...(has('GroupLeft') ? { group: 'left' as const } : {}),
      ...(has('GroupRight') ? { group: 'right' as const } : {}),
      left: left ? this.read(left) : { kind: 'text', value: '' },
      right: right ? this.read(right) : { kind: 'text', value: '' },
    }
  }

  /** The last part of `x[range]` or `x[range:step]`: the first duration in it. */
  range(node: SyntaxNode): string {
    const duration = childrenOf(node).find(({ name }) => name === 'DurationExpr')
    return duration ? this.text(duration).trim() : ''
  }

  read(node: SyntaxNode): Syntax {
    const [first, second] = childrenOf(node)
    const inner = (): Syntax => (first ? this.read(first) : { kind: 'text', value: this.text(node) })
    if (aggregations.has(node.name)) return this.aggregation(node)
    switch (node.name) {
      case 'VectorSelector':
        return this.selection(node)
      case 'MatrixSelector':
        return { ...(first ? this.selection(first) : this.selection(node)), range: this.range(node) }
      case 'SubqueryExpr':
        return { kind: 'subquery', body: inner(), range: this.range(node) }
      case 'BinaryExpr':
        return this.operation(node)
      case 'FunctionCall':
        return {
          kind: 'call',
          name: first ? this.text(first) : '',
          parameters: second ? childrenOf(second).map((child) => this.read(child)) : [],
        }
      case 'UnaryExpr':
        return second ? this.read(second) : inner()
      case 'NumberDurationLiteral':
        return { kind: 'number', value: Number(this.text(node)) }
      case 'StringLiteral':
        return { kind: 'text', value: unquoted(this.text(node)) }
      default:
        return inner()
    }
  }
}

/** A parsed query, or where Prometheus' grammar gives up: the character, from 0. */
export type Parsed = { readonly syntax: Syntax } | { readonly faultAt: number }

/** Parses PromQL by Prometheus' own grammar. */
export function parse(query: string): Parsed {
  const tree = parser.parse(query)
  let faultAt: number | undefined
  tree.iterate({
    enter: (node) => {
      if (node.type.isError) faultAt ??= node.from
    },
  })
  const root = tree.topNode.firstChild
  if (faultAt !== undefined || root === null) return { faultAt: faultAt ?? 0 }
  return { syntax: new Reader(query).read(root) }
}

/** The parts directly below a part. */
export function partsOf(syntax: Syntax): readonly Syntax[] {
  switch (syntax.kind) {
    case 'aggregation':
      return syntax.parameter ? [syntax.parameter, syntax.body] : [syntax.body]
    case 'operation':
      return [syntax.left, syntax.right]
    case 'call':
      return syntax.parameters
    case 'subquery':
      return [syntax.body]
    default:
      return []
  }
}

/** Visits every part of an expression, with all parts around it, the innermost first. */
export function visit(
  syntax: Syntax,
  enter: (part: Syntax, around: readonly Syntax[]) => void,
  around: readonly Syntax[] = [],
): void {
  enter(syntax, around)
  for (const part of partsOf(syntax)) visit(part, enter, [syntax, ...around])
}

/** Every selection of an expression. */
export function selectionsOf(syntax: Syntax): readonly Selection[] {
  const found: Selection[] = []
  visit(syntax, (part) => {
    if (part.kind === 'selection') found.push(part)
  })
  return found
}
