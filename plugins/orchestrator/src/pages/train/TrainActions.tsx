import Button from '@material-ui/core/Button';
import IconButton from '@material-ui/core/IconButton';
import ListItemText from '@material-ui/core/ListItemText';
import Menu from '@material-ui/core/Menu';
import MenuItem from '@material-ui/core/MenuItem';
import MoreVertIcon from '@material-ui/icons/MoreVert';
import { useState } from 'react';
import { Link as RouterLink } from 'react-router-dom';
import { FormDialog } from '../../components/dialogs';
import { ExplainedButton } from '../../components/ExplainedButton';
import { ExportDialog } from '../../components/runFiles';
import { useAdministers } from '../../components/useAdministers';
import { useReasonWords } from '../../components/ReasonText';
import { useOrchestratorPaths } from '../../routes';
import { useText } from '../../translation';
import { gateInTheWay, trainPrimaryAction } from './primaryAction';
import { useTrainPage } from './TrainContext';
import { useTrainActions, type TrainAction } from './useTrainActions';

/** The one next action as a button, the others in a menu; one that is off says why. */
export function TrainActions() {
  const t = useText();
  const inWords = useReasonWords();
  const paths = useOrchestratorPaths();
  const { detail } = useTrainPage();
  const actions = useTrainActions();
  const [asked, setAsked] = useState<TrainAction>();
  const administers = useAdministers();
  const [exporting, setExporting] = useState(false);
  const [anchor, setAnchor] = useState<HTMLElement>();
  const primary = trainPrimaryAction(detail);
  const primaryAction = actions.find(({ name }) => name === primary);
  const gate = gateInTheWay(detail);
  const board = `${paths.train(detail.id)}${gate ? `#gate-${gate.id}` : ''}`;
  const pages = {
    sign: board,
    seeGate: board,
    seeIncidents: paths.train(detail.id, 'incidents'),
    seePlan: paths.train(detail.id, 'timeline'),
    seeWaves: paths.train(detail.id, 'waves'),
    seeReport: paths.train(detail.id, 'report'),
  };
  const ask = (action: TrainAction) => {
    setAnchor(undefined);
    if (action.whyNot === undefined) {
      setAsked(action);
    }
  };
  return (
    <>
      {primaryAction && (
        <ExplainedButton
          variant="contained"
          color="primary"
          aria-haspopup="dialog"
          whyNot={primaryAction.whyNot}
          onClick={() => ask(primaryAction)}
        >
          {primaryAction.label}
        </ExplainedButton>
      )}
      {primary in pages && (
        <Button
          variant="contained"
          color="primary"
          component={RouterLink}
          to={pages[primary as keyof typeof pages]}
        >
          {t(`train.action.${primary}`)}
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
              onClick={() => ask(action)}
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
        run={detail}
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
