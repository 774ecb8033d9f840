#!/usr/bin/env node
/** argv → surface/cli; nothing else. */
import { assertNode } from './node-version.ts'

assertNode(process.versions.node)
const { runMain } = await import('./process.ts')
process.exitCode = await runMain(process.argv.slice(2))
