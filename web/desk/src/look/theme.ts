import { createDarkTheme, createLightTheme, type BrandVariants, type Theme } from '@fluentui/react-components'
import { useSyncExternalStore } from 'react'
import { useSignal } from '../hub/signal'
import { settings } from './settings'

// Petrol: calm for eight hours, and far from the green of a reply and the amber of a note.
const petrol: BrandVariants = {
  10: '#01141b',
  20: '#052430',
  30: '#083442',
  40: '#0a4253',
  50: '#0b4f63',
  60: '#0b5b72',
  70: '#0b6680',
  80: '#0c718e',
  90: '#2a839f',
  100: '#4796b0',
  110: '#60a9c1',
  120: '#7abcd1',
  130: '#95cee0',
  140: '#b0dfed',
  150: '#cdedf6',
  160: '#e8f8fc',
}

const light: Theme = createLightTheme(petrol)
const dark: Theme = {
  ...createDarkTheme(petrol),
  colorBrandForeground1: petrol[110],
  colorBrandForeground2: petrol[120],
  colorBrandForegroundLink: petrol[120],
  colorCompoundBrandForeground1: petrol[110],
}

const systemDark = matchMedia('(prefers-color-scheme: dark)')

function watchSystem(listener: () => void): () => void {
  systemDark.addEventListener('change', listener)
  return () => systemDark.removeEventListener('change', listener)
}

/** The theme in use: what the agent chose, else what the system says. */
export function useTheme(): { name: 'light' | 'dark'; theme: Theme } {
  const system = useSyncExternalStore(watchSystem, () => systemDark.matches)
  const { theme } = useSignal(settings)
  const isDark = theme === 'system' ? system : theme === 'dark'
  return isDark ? { name: 'dark', theme: dark } : { name: 'light', theme: light }
}
