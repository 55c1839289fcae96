import Button from '@material-ui/core/Button';
import IconButton from '@material-ui/core/IconButton';
import ListItemText from '@material-ui/core/ListItemText';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import MoreVertIcon from '@material-ui/icons/MoreVert';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { useCommand } from '../data';
import { useText } from '../translation';
import { FormDialog, type Ask, type FormValues } from './dialogs';
import { ExplainedButton } from './ExplainedButton';
import { ExportDialog } from './runFiles';
import { useAdministers } from './useAdministers';
import { useReasonWords } from './ReasonText';

/** Something that can be done with a run as a whole: whether it is possible, what it asks and says, how it is done. */
export interface OfferedAction {
  name: string;
  label: string;
  /** Why it can't be done now. */
  whyNot?: string;
  /** Asked before it is done; absent: it is done at once. */
  ask?: Ask;
  /** Said when it worked. */
  done?: string;
  perform: (values: FormValues) => Promise<unknown>;
}

/**
 * The one next action with a sweep or a train as a button, the others in a menu; one that is off says why.
 *
 * @param props - `primary` names the next action; where it is to look at a page, that is `page`
 */
export function RunActions(props: {
  run: { id: string; title: string };
  actions: OfferedAction[];
  primary: string;
  page?: { label: string; to: string };
}) {
  const { run, actions, primary, page } = props;
  const t = useText();
  const inWords = useReasonWords();
  const command = useCommand();
  const administers = useAdministers();
  const [asked, setAsked] = useState<OfferedAction & { ask: Ask }>();
  const [exporting, setExporting] = useState(false);
  const [anchor, setAnchor] = useState<HTMLElement>();
  const next = actions.find(({ name }) => name === primary);
  const choose = (action: OfferedAction) => {
    setAnchor(undefined);
    const { ask, whyNot } = action;
    if (whyNot !== undefined) {
      return;
    }
    if (ask) {
      setAsked({ ...action, ask });
    } else {
      command.perform(() => action.perform({}), action.done);
    }
  };
  return (
    <>
      {next && (
        <ExplainedButton
          variant="contained"
          color="primary"
          aria-haspopup={next.ask ? 'dialog' : undefined}
          whyNot={command.pending ? t('sweep.underWay') : next.whyNot}
          onClick={() => choose(next)}
        >
          {next.label}
        </ExplainedButton>
      )}
      {page && (
        <Button
          variant="contained"
          color="primary"
          component={RouterLink}
          to={page.to}
        >
          {page.label}
        </Button>
      )}
      <IconButton
        aria-label={t('common.moreActions')}
        aria-haspopup="menu"
        onClick={event => setAnchor(event.currentTarget)}
      >
        <MoreVertIcon />
      </IconButton>
      <Menu
        open={anchor !== undefined}
        anchorEl={anchor}
        onClose={() => setAnchor(undefined)}
        keepMounted={false}
      >
        {actions
          .filter(({ name }) => name !== primary)
          .map(action => (
            <MenuItem
              key={action.name}
              aria-disabled={action.whyNot !== undefined || undefined}
              onClick={() => choose(action)}
              style={{ whiteSpace: 'normal', maxWidth: 360 }}
            >
              <ListItemText
                primary={action.label}
                secondary={action.whyNot && inWords(action.whyNot)}
                primaryTypographyProps={{
                  color: action.whyNot ? 'textSecondary' : 'textPrimary',
                }}
              />
            </MenuItem>
          ))}
        {administers && (
          <MenuItem
            onClick={() => {
              setAnchor(undefined);
              setExporting(true);
            }}
          >
            {t('runFile.export.menu')}
          </MenuItem>
        )}
      </Menu>
      <ExportDialog
        run={run}
        open={exporting}
        onClose={() => setExporting(false)}
      />
      {asked && (
        <FormDialog
          open
          {...asked.ask}
          fields={asked.ask.fields ?? []}
          action={asked.label}
          done={asked.done}
          perform={asked.perform}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}
