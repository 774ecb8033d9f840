/**
 * Tells when something changes in a few folders. Each folder is watched by itself: a recursive watch costs one handle per file on
 * Linux, and does not follow links. A watch that breaks is let go in silence, since whoever uses this looks by itself now and then.
 */
import { type FSWatcher, statSync, watch } from 'node:fs'

export interface WatchedFolder {
  readonly path: string
  /** Changes of these names count, and of `..data`, which Kubernetes swaps; all changes where it is left out. */
  readonly names?: readonly string[]
}

export interface FolderWatch {
  /**
   * Watches these folders and no others. Cheap where nothing is different; a folder put in the place of another is noticed.
   * Answers whether it began to watch one, in which something may have changed unseen just before.
   */
  follow(folders: readonly WatchedFolder[]): boolean
  close(): void
}

interface Open {
  readonly identity: string
  readonly watcher: FSWatcher
}

export function watchFolders(onChange: () => void): FolderWatch {
  const open = new Map<string, Open>()
  const drop = (path: string): void => {
    open.get(path)?.watcher.close()
    open.delete(path)
  }
  return {
    follow(folders) {
      const wanted = new Map(folders.map((folder) => [folder.path, folder]))
      for (const [path, { identity }] of open) if (!wanted.has(path) || identityOf(path) !== identity) drop(path)
      let began = false
      for (const [path, { names }] of wanted) {
        const identity = identityOf(path)
        if (open.has(path) || identity === undefined) continue
        const watcher = startWatching(path, (name) => {
          if (names === undefined || name === null || name === '..data' || names.includes(name)) onChange()
        })
        if (watcher === undefined) continue
        watcher.on('error', () => drop(path))
        open.set(path, { identity, watcher })
        began = true
      }
      return began
    },
    close() {
      for (const path of [...open.keys()]) drop(path)
    },
  }
}

/** Undefined where the machine has no watches left. */
function startWatching(path: string, onEvent: (name: string | null) => void): FSWatcher | undefined {
  try {
    return watch(path, { persistent: false }, (_, name) => onEvent(name))
  } catch {
    return undefined
  }
}

/** Undefined for what is not there or not to be seen. A new folder may get the number of an old one, but not its time of birth. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino, birthtimeNs } = statSync(path, { bigint: true })
    return `${dev}/${ino}/${birthtimeNs}`
  } catch {
    return undefined
  }
}
