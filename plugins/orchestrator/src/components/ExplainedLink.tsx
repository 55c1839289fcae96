import type { ComponentProps } from 'react';
import { useNavigate } from 'react-router-dom';
import { ExplainedButton } from './ExplainedButton';

/** A button that leads to a page of the portal, or says why it does not. */
export function ExplainedLink(
  props: Omit<ComponentProps<typeof ExplainedButton>, 'href' | 'onClick'> & {
    to: string;
  },
) {
  const { to, ...button } = props;
  const navigate = useNavigate();
  return (
    <ExplainedButton
      {...button}
      href={to}
      onClick={event => {
        // A plain click stays in the page; with a modifier, the browser opens the address as it would any link.
        if (!event.metaKey && !event.ctrlKey && !event.shiftKey) {
          event.preventDefault();
          navigate(to);
        }
      }}
    />
  );
}
