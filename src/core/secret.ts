import { createHash } from 'node:crypto'

/** A secret prints as `[redacted]` wherever it might be printed: templates, JSON, inspection, errors. */
const REDACTED = '[redacted]'

export class Secret {
  readonly #value: string
  /** Two secrets are deeply equal when their values are: a reload notices a new password by this. It is never printed. */
  readonly fingerprint: string
  constructor(value: string) {
    this.#value = value
    this.fingerprint = createHash('sha256').update(value).digest('base64')
  }
  /** The only way to the value; call it where it is handed to a driver, and nowhere else. */
  reveal(): string {
    return this.#value
  }
  toString(): string {
    return REDACTED
  }
  toJSON(): string {
    return REDACTED
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return REDACTED
  }
}
