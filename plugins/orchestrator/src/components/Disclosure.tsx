import Button from '@material-ui/core/Button';
import ExpandLessIcon from '@material-ui/icons/ExpandLess';
import ExpandMoreIcon from '@material-ui/icons/ExpandMore';
import { useState, type ReactNode } from 'react';

// React's own useId is not in version 17, which the portal may run.
let disclosures = 0;

/** Evidence one click away: what is inside is asked for when it is opened. */
export function Disclosure(props: {
  label: string;
  startOpen?: boolean;
  children: ReactNode;
}) {
  const [open, setOpen] = useState(props.startOpen ?? false);
  const [id] = useState(() => `orchestrator-disclosure-${++disclosures}`);
  return (
    <div>
      <Button
        size="small"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(old => !old)}
        startIcon={open ? <ExpandLessIcon /> : <ExpandMoreIcon />}
      >
        {props.label}
      </Button>
      <div id={id}>{open && props.children}</div>
    </div>
  );
}
