import Drawer from '@material-ui/core/Drawer';
import IconButton from '@material-ui/core/IconButton';
import { makeStyles } from '@material-ui/core/styles';
import CloseIcon from '@material-ui/icons/Close';
import type { ReactNode } from 'react';
import { useText } from '../translation';
import { PageRoot } from './PageRoot';

const useStyles = makeStyles(
  theme => ({
    paper: {
      display: 'block',
      width: 'min(100vw, 44rem)',
      maxWidth: '100vw',
      padding: theme.spacing(2),
      boxSizing: 'border-box',
    },
    top: { display: 'flex', justifyContent: 'flex-end' },
  }),
  { name: 'OrchestratorSideDrawer' },
);

/** A panel beside the page; its content is drawn only while it is open. */
export function SideDrawer(props: {
  open: boolean;
  label: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const { open, label, onClose, children } = props;
  const t = useText();
  const classes = useStyles();
  return (
    <Drawer
      anchor="right"
      open={open}
      onClose={onClose}
      transitionDuration={0}
      classes={{ paper: classes.paper }}
      PaperProps={
        { role: 'dialog', 'aria-modal': true, 'aria-label': label } as object
      }
    >
      {open && (
        <PageRoot>
          <div className={classes.top}>
            <IconButton aria-label={t('common.close')} onClick={onClose}>
              <CloseIcon />
            </IconButton>
          </div>
          {children}
        </PageRoot>
      )}
    </Drawer>
  );
}
