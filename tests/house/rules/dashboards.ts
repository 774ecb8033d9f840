/** What a dashboard must have so that a person can trust what it shows, and the metrics it stands on. */

export interface Panel {
  readonly title?: string
  readonly description?: string
  readonly datasource?: { readonly uid?: string }
  readonly fieldConfig?: { readonly defaults?: { readonly unit?: string } }
  readonly targets?: readonly { readonly expr?: string }[]
}

export interface Dashboard {
  readonly uid?: string
  readonly title?: string
  readonly editable?: boolean
  readonly panels: readonly Panel[]
  readonly templating: { readonly list: readonly { readonly name: string; readonly query: string | { readonly query: string } }[] }
}

export function dashboardFaults({ uid, title, editable, panels }: Dashboard): readonly string[] {
  const faults = panels.flatMap((panel, index) => {
    const name = panel.title ?? `panel ${index}`
    return [
      ...(panel.title ? [] : [`${name}: no title`]),
      ...(panel.description ? [] : [`${name}: no description`]),
      ...(panel.datasource?.uid === `\${datasource}` ? [] : [`${name}: its data source cannot be chosen`]),
      ...(panel.fieldConfig?.defaults?.unit ? [] : [`${name}: no unit`]),
      ...(panel.targets?.some(({ expr }) => expr) ? [] : [`${name}: asks nothing`]),
    ]
  })
  if (!uid || !title) faults.push('no uid or no title')
  if (editable !== false) faults.push('it can be edited in the browser, where the change would be lost')
  return faults
}

/** Names of our own metrics in the panels' and the variables' queries. */
export function metricsNamed({ panels, templating }: Dashboard): readonly string[] {
  const queries = templating.list.map(({ query }) => (typeof query === 'string' ? query : query.query))
  const all = [...queries, ...panels.flatMap(({ targets = [] }) => targets.map(({ expr = '' }) => expr))].join('\n')
  return [...new Set(all.match(/\b(?:dataproduct|meshwatch)_[a-z_]+\b/g))].sort()
}
