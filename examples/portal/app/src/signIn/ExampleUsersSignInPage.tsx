import { Content, Header, Page, Progress } from '@backstage/core-components';
import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import type { SignInPageProps } from '@backstage/plugin-app-react';
import Typography from '@material-ui/core/Typography';
import { makeStyles } from '@material-ui/core/styles';
import { useMemo } from 'react';
import { ExampleUserCard } from './ExampleUserCard';
import { readExampleUsers } from './exampleUsers';
import { useExampleSignIn } from './useExampleSignIn';

const useStyles = makeStyles(
  theme => ({
    intro: {
      maxWidth: '60ch',
      marginBottom: theme.spacing(3),
    },
    users: {
      display: 'grid',
      gridTemplateColumns: 'repeat(auto-fit, minmax(min(100%, 280px), 360px))',
      gap: theme.spacing(2),
      margin: 0,
      padding: 0,
      listStyle: 'none',
    },
    status: {
      minHeight: theme.spacing(4),
      marginTop: theme.spacing(3),
    },
  }),
  { name: 'ExampleUsersSignInPage' },
);

/** Lets a visitor choose whose eyes to see the portal through. */
export const ExampleUsersSignInPage = ({
  onSignInSuccess,
}: SignInPageProps) => {
  const classes = useStyles();
  const config = useApi(configApiRef);
  const users = useMemo(() => readExampleUsers(config), [config]);
  const { state, signIn } = useExampleSignIn(users, onSignInSuccess);
  const title = config.getOptionalString('app.title') ?? 'Portal';

  return (
    <Page themeId="home">
      <Header title={title} subtitle="An example portal of the Orchestrator" />
      <Content>
        <Typography variant="h2" gutterBottom>
          Who are you today?
        </Typography>
        <Typography className={classes.intro}>
          This portal is a demonstration on your own machine: choose one of its
          people, no password needed. What you may do depends on what they own.
          Sign out in the settings to come back here as somebody else.
        </Typography>
        {users.length === 0 && (
          <Typography>
            The configuration lists no example users: add some to{' '}
            <code>auth.providers.example-users</code> in app-config.yaml.
          </Typography>
        )}
        <ul className={classes.users}>
          {users.map(user => (
            <li key={user.entityRef}>
              <ExampleUserCard
                user={user}
                disabled={state.step !== 'choosing'}
                onSignIn={() => signIn(user)}
              />
            </li>
          ))}
        </ul>
        <div className={classes.status} role="status">
          {state.step === 'signing-in' && (
            <Typography>Signing in as {state.user.name}…</Typography>
          )}
          {state.step === 'waiting-for-catalog' && (
            <Typography>
              The catalog is still reading its files; {state.user.name} will be
              signed in as soon as it knows them…
            </Typography>
          )}
          {state.step !== 'choosing' && <Progress />}
        </div>
        {state.step === 'choosing' && state.problem && (
          <Typography color="error" role="alert">
            {state.problem}
          </Typography>
        )}
      </Content>
    </Page>
  );
};
