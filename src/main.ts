#!/usr/bin/env -S node --max-semi-space-size=16
/**
 * argv → surface/cli; nothing else. The first line bounds the young heap: on a large machine Node lets it grow to a multiple of what
 * the daemon needs.
 */
import { assertNode } from './node-version.ts'

assertNode(process.versions.node)
const { runMain } = await import('./process.ts')
process.exitCode = await runMain(process.argv.slice(2))
