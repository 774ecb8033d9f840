import { spellClock, WEEKDAYS } from '../../contracts/compile/clock-time.ts'
import type { Hours } from '../../core/routing/routes.ts'

/** `Mon,Tue 02:00-04:00 Europe/Berlin`, as it is written in the configuration. */
export function spellHours({ weekdays, from, to, zone }: Hours): string {
  const names = weekdays.map((day) => WEEKDAYS[day - 1] ?? '').map((name) => name.charAt(0).toUpperCase() + name.slice(1))
  const days = weekdays.length === 7 ? '' : `${names.join(',')} `
  const end = to === 24 * 60 ? '24:00' : spellClock(to)
  return `${days}${spellClock(from)}-${end}${zone === undefined ? '' : ` ${zone}`}`
}
