/** Errors that a person can meet. Each code has one exit status, one HTTP status and a place in docs/reference/errors.md. */

export interface ErrorFacts {
  readonly exit: number
  readonly http: number
}

export const ERRORS = {
  CONFIG_INVALID: { exit: 2, http: 500 },
  CONFIG_NOT_FOUND: { exit: 2, http: 500 },
  CONTRACT_INVALID: { exit: 2, http: 422 },
  USAGE: { exit: 2, http: 400 },
  SELECTOR_EMPTY: { exit: 2, http: 404 },
  NOT_FOUND: { exit: 2, http: 404 },
  UNAUTHORIZED: { exit: 2, http: 401 },
  FORBIDDEN: { exit: 2, http: 403 },
  STORE_CORRUPT: { exit: 2, http: 500 },
  STORE_NEWER: { exit: 2, http: 500 },
  STORE_IN_USE: { exit: 2, http: 503 },
  STORE_UNREACHABLE: { exit: 3, http: 503 },
  SOURCE_UNREACHABLE: { exit: 3, http: 503 },
  ADAPTER_MISSING: { exit: 2, http: 500 },
  NODE_TOO_OLD: { exit: 2, http: 500 },
  ADDRESS_UNUSABLE: { exit: 2, http: 500 },
  METHOD_NOT_ALLOWED: { exit: 2, http: 405 },
  INTERNAL: { exit: 1, http: 500 },
} as const satisfies Record<string, ErrorFacts>

export type ErrorCode = keyof typeof ERRORS

export class MeshError extends Error {
  readonly code: ErrorCode
  /** What to do about it. */
  readonly hint?: string
  constructor(code: ErrorCode, message: string, hint?: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'MeshError'
    this.code = code
    if (hint !== undefined) this.hint = hint
  }
}
