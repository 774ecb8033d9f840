/** What has been opened is closed in reverse. A closer that fails does not keep the others from their work. */
export interface Closers {
  add(close: () => Promise<void> | void): void
  /** Throws the first error after all have run. Running twice is harmless. */
  run(): Promise<void>
}

export function createClosers(): Closers {
  const stack: (() => Promise<void> | void)[] = []
  return {
    add: (close) => void stack.push(close),
    async run() {
      const errors: unknown[] = []
      for (let close = stack.pop(); close; close = stack.pop()) {
        try {
          await close()
        } catch (error) {
          errors.push(error)
        }
      }
      if (errors.length > 0) throw errors[0]
    },
  }
}
