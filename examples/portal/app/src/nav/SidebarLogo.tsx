import {
  Link,
  sidebarConfig,
  useSidebarOpenState,
} from '@backstage/core-components';
import { makeStyles } from '@material-ui/core/styles';
import { LogoMark } from './LogoMark';

const useStyles = makeStyles(
  {
    root: {
      width: sidebarConfig.drawerWidthClosed,
      height: 3 * sidebarConfig.logoHeight,
      display: 'flex',
      alignItems: 'center',
      marginBottom: -14,
    },
    link: {
      display: 'flex',
      alignItems: 'center',
      gap: 12,
      marginLeft: 22,
      color: '#fff',
      whiteSpace: 'nowrap',
    },
    name: {
      fontSize: 16,
      fontWeight: 700,
      letterSpacing: '-0.01em',
    },
  },
  { name: 'PortalSidebarLogo' },
);

/** The mark, with the company's name beside it while the sidebar is open. */
export const SidebarLogo = () => {
  const classes = useStyles();
  const { isOpen } = useSidebarOpenState();
  return (
    <div className={classes.root}>
      <Link
        to="/"
        underline="none"
        className={classes.link}
        aria-label="Meridian Market, home"
      >
        <LogoMark size={28} />
        {isOpen && <span className={classes.name}>Meridian Market</span>}
      </Link>
    </div>
  );
};
