/** Notes what a configuration takes from outside, so that it can be told whether anything of it has changed. */
import type { Outside } from './fill-in.ts'

export function listenTo({ env, readFile }: Outside): { readonly outside: Outside; heard(): string } {
  const heard = new Map<string, string | undefined>()
  return {
    outside: {
      env: new Proxy(env, {
        get(target, name: string) {
          heard.set(`variable ${name}`, target[name])
          return target[name]
        },
      }),
      async readFile(path) {
        try {
          const text = await readFile(path)
          heard.set(`file ${path}`, text)
          return text
        } catch (error) {
          heard.set(`file ${path}`, undefined)
          throw error
        }
      },
    },
    heard: () => JSON.stringify([...heard].map(([name, value]) => [name, value ?? null]).sort()),
  }
}
