import Avatar from '@material-ui/core/Avatar';
import Button from '@material-ui/core/Button';
import Card from '@material-ui/core/Card';
import CardActions from '@material-ui/core/CardActions';
import CardContent from '@material-ui/core/CardContent';
import CardHeader from '@material-ui/core/CardHeader';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import type { ExampleUser } from './exampleUsers';

const useStyles = makeStyles(
  theme => ({
    card: {
      display: 'flex',
      flexDirection: 'column',
      height: '100%',
    },
    // The company's colours; Backstage's own avatar draws white on any colour, also where that can't be read.
    avatar: {
      width: theme.spacing(6),
      height: theme.spacing(6),
      backgroundColor: '#0f766e',
      color: '#fff',
      fontWeight: 700,
    },
    about: {
      flexGrow: 1,
      paddingTop: theme.spacing(1),
    },
    actions: {
      padding: theme.spacing(0, 2, 2),
    },
  }),
  { name: 'ExampleUserCard' },
);

const initials = (name: string) =>
  name
    .split(/\s+/)
    .map(part => part.charAt(0))
    .join('')
    .slice(0, 2);

/** One user to sign in as: who they are, and what one can try as them. */
export const ExampleUserCard = (props: {
  user: ExampleUser;
  disabled: boolean;
  onSignIn: () => void;
}) => {
  const { user, disabled, onSignIn } = props;
  const classes = useStyles();
  return (
    <Card className={classes.card}>
      <CardHeader
        avatar={
          <Avatar className={classes.avatar} aria-hidden="true">
            {initials(user.name)}
          </Avatar>
        }
        title={user.name}
        titleTypographyProps={{ variant: 'h5', component: 'h3' }}
        subheader={user.team}
      />
      <CardContent className={classes.about}>
        <Typography variant="body2">{user.about}</Typography>
      </CardContent>
      <CardActions className={classes.actions}>
        <Button
          variant="contained"
          color="primary"
          disabled={disabled}
          onClick={onSignIn}
        >
          Sign in as {user.name}
        </Button>
      </CardActions>
    </Card>
  );
};
