/** Builds `dist/`: the compiled sources, and whatever they read at run time that is not TypeScript. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, rmSync } from 'node:fs'

rmSync('dist', { recursive: true, force: true })
const compiled = spawnSync('npx', ['tsc', '-p', 'tsconfig.build.json'], { stdio: 'inherit' })
if (compiled.status !== 0) process.exit(compiled.status ?? 1)
cpSync('src', 'dist', { recursive: true, filter: (path) => !path.endsWith('.ts') && !path.endsWith('README.md') })
if (existsSync('dist/main.js')) chmodSync('dist/main.js', 0o755)
