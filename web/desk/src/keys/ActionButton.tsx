import { Button, type ButtonProps } from '@fluentui/react-components'
import type { ReactElement } from 'react'
import { useAction, type ActionId } from './actions'
import { KeyTip } from './KeyTip'

interface Props {
  of: ActionId
  icon?: ReactElement
  /** Whether only the icon shows; its name is then in the tip. */
  iconOnly?: boolean
  appearance?: ButtonProps['appearance']
  size?: ButtonProps['size']
  className?: string | undefined
}

/** A button for an action: same deed, same name and same reason as by key. */
export function ActionButton({ of, icon, iconOnly = false, appearance = 'subtle', size = 'medium', className }: Props) {
  const action = useAction(of)
  if (!action) return null
  return (
    <KeyTip label={action.label} keys={action.key} unless={action.unless}>
      <Button
        appearance={appearance}
        size={size}
        className={className}
        icon={icon}
        disabledFocusable={action.unless !== undefined}
        aria-label={iconOnly ? action.label : undefined}
        aria-keyshortcuts={action.key?.replace('Ctrl ', 'Control+')}
        onClick={action.run}
      >
        {!iconOnly && action.label}
      </Button>
    </KeyTip>
  )
}
