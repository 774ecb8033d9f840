// Tells a person whose Node is too old what to do, before anything else fails in a way that cannot be read.
// Plain JavaScript of ten years ago on purpose: it has to run on the Node that is too old.
import { readFileSync } from 'node:fs'

const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const needed = manifest.engines.node
  .replace(/[^\d.]/g, '')
  .split('.')
  .map(Number)
const found = process.versions.node.split('.').map(Number)
const tooOld = found[0] < needed[0] || (found[0] === needed[0] && found[1] < (needed[1] || 0))

if (tooOld) {
  console.error(
    [
      `meshwatch needs Node ${needed.join('.')} or newer; this is Node ${process.versions.node} (${process.execPath}).`,
      '',
      'On Linux (x64 and arm64) the right Node comes with the repository:',
      '  npm ci                 installs it with the other development dependencies',
      '  npm run <script>       uses it; so does: npx -c "node <file>"',
      'A plain "node <file>" uses the Node of your system instead.',
      '',
      `On other platforms install Node ${needed.join('.')} or newer yourself, for example from https://nodejs.org.`,
    ].join('\n'),
  )
  process.exit(1)
}
