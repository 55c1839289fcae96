import Button, { type ButtonProps } from '@material-ui/core/Button';
import Tooltip from '@material-ui/core/Tooltip';
import { useReasonWords } from './ReasonText';

/**
 * A button that says why it can't be pressed.
 *
 * @remarks
 * It stays in the tab order while it is off (`aria-disabled`, not `disabled`), so that the reason can be reached by
 * keyboard and screen reader, too.
 */
export function ExplainedButton(
  props: Omit<ButtonProps, 'disabled'> & { whyNot?: string; off?: boolean },
) {
  const {
    whyNot,
    off = whyNot !== undefined,
    onClick,
    type,
    href,
    ...rest
  } = props;
  const inWords = useReasonWords();
  const target = off ? {} : { href };
  return (
    <Tooltip title={off && whyNot ? inWords(whyNot) : ''}>
      <Button
        {...rest}
        {...target}
        type={off ? 'button' : type}
        aria-disabled={off || undefined}
        style={
          off
            ? { ...rest.style, opacity: 0.55, cursor: 'not-allowed' }
            : rest.style
        }
        onClick={event => (off ? event.preventDefault() : onClick?.(event))}
      />
    </Tooltip>
  );
}
