/** The library. */
export { type OpenOptions, openMesh } from './app.ts'
export { type ErrorCode, MeshError } from './core/errors.ts'
export type { CheckAnswer, IncidentAnswer, VerdictAnswer } from './surface/answers.ts'
export type { ActOptions, IncidentDetail } from './surface/deeds.ts'
export type { TeachOptions } from './surface/feedback.ts'
export type { CheckOptions, IncidentOptions, MeshHandle } from './surface/handle.ts'
export type { PlanAnswer, PlanOptions } from './surface/planning.ts'
export type { TeachingAnswer, WhyAnswer } from './surface/why/answer.ts'
