import Button from '@material-ui/core/Button';
import IconButton from '@material-ui/core/IconButton';
import ListItemText from '@material-ui/core/ListItemText';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import MoreVertIcon from '@material-ui/icons/MoreVert';
import type { RunDetail } from '@backstage-orchestrator/plugin-orchestrator-common';
import { useState } from 'react';
import { Link as RouterLink, useNavigate } from 'react-router-dom';
import { ReasonDialog } from '../../components/dialogs';
import { ExplainedButton } from '../../components/ExplainedButton';
import { ExportDialog } from '../../components/runFiles';
import { useMayCreate } from '../../components/NewSweepButton';
import { useAdministers } from '../../components/useAdministers';
import { useCommand } from '../../data';
import { useReasonWords } from '../../components/ReasonText';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { primaryActionOf, type PrimaryAction } from './primaryAction';
import { useRunActions, type RunCommand } from './useRunActions';

/** The one next action as a button, the others in a menu; one that is off says why. */
export function SweepActions(props: { run: RunDetail; refresh: () => void }) {
  const { run, refresh } = props;
  const t = useText();
  const inWords = useReasonWords();
  const paths = useOrchestratorPaths();
  const navigate = useNavigate();
  const commands = useRunActions(run);
  const command = useCommand();
  const mayNotCreate = useMayCreate();
  const administers = useAdministers();
  const [asked, setAsked] = useState<RunCommand>();
  const [asking, setAsking] = useState(false);
  const [exporting, setExporting] = useState(false);
  const [anchor, setAnchor] = useState<HTMLElement>();
  const primary = primaryActionOf(run.status);
  const primaryCommand = commands.find(({ name }) => name === primary);

  const give = (chosen: RunCommand) => {
    setAnchor(undefined);
    if (chosen.whyNot !== undefined) {
      return;
    }
    if (chosen.ask) {
      setAsked(chosen);
      setAsking(true);
    } else {
      command.perform(() => chosen.perform(''), chosen.done).then(refresh);
    }
  };
  const startOver = paths.newSweep({ from: run.id });
  const pages = {
    reviewApproval: paths.sweep(run.id, 'gates'),
    seeDiffs: paths.sweep(run.id, 'diffs'),
    seeReport: paths.sweep(run.id, 'report'),
  };

  return (
    <>
      {primaryCommand && (
        <ExplainedButton
          variant="contained"
          color="primary"
          whyNot={command.pending ? t('sweep.underWay') : primaryCommand.whyNot}
          onClick={() => give(primaryCommand)}
        >
          {primaryCommand.label}
        </ExplainedButton>
      )}
      {isPage(primary) && (
        <Button
          variant="contained"
          color="primary"
          component={RouterLink}
          to={pages[primary]}
        >
          {t(`sweep.primary.${primary}`)}
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
        {commands
          .filter(({ name }) => name !== primary)
          .map(item => (
            <MenuItem
              key={item.name}
              aria-disabled={item.whyNot !== undefined || undefined}
              onClick={() => give(item)}
              style={{ whiteSpace: 'normal', maxWidth: 360 }}
            >
              <ListItemText
                primary={item.label}
                secondary={item.whyNot && inWords(item.whyNot)}
                primaryTypographyProps={{
                  color: item.whyNot ? 'textSecondary' : 'textPrimary',
                }}
              />
            </MenuItem>
          ))}
        <MenuItem
          aria-disabled={mayNotCreate !== undefined || undefined}
          style={{ whiteSpace: 'normal', maxWidth: 360 }}
          onClick={() => mayNotCreate === undefined && navigate(startOver)}
        >
          <ListItemText
            primary={t('sweep.primary.startOver')}
            secondary={mayNotCreate}
          />
        </MenuItem>
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
      {asked?.ask && (
        <ReasonDialog
          open={asking}
          {...asked.ask}
          action={asked.label}
          done={asked.done}
          perform={reason => asked.perform(reason).then(refresh)}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

type PageAction = Extract<
  PrimaryAction,
  'reviewApproval' | 'seeDiffs' | 'seeReport'
>;

/** Whether the next thing to do is to look at a page, and not to give a command. */
function isPage(action: PrimaryAction): action is PageAction {
  return (
    action === 'reviewApproval' ||
    action === 'seeDiffs' ||
    action === 'seeReport'
  );
}
