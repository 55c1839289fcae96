import { identityApiRef, useApi } from '@backstage/core-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { GateSignOff } from '@backstage-orchestrator/plugin-orchestrator-common';
import useAsync from 'react-use/lib/useAsync';
import { CommandButton } from '../../../components/dialogs';
import { EntityName } from '../../../components/EntityName';
import { RelativeTime } from '../../../components/RelativeTime';
import { quietColor } from '../../../components/states/tones';
import { useText } from '../../../translation';

const useStyles = makeStyles(
  theme => ({
    list: {
      listStyle: 'none',
      margin: 0,
      padding: 0,
      overflowWrap: 'anywhere',
    },
    stale: { color: quietColor(theme), textDecoration: 'line-through' },
  }),
  { name: 'OrchestratorSignOffList' },
);

/**
 * Who has signed; a signature under another digest is marked as stale.
 *
 * @param props - `withdraw` takes the viewer's own back; left out where that is not possible any more
 */
export function SignOffList(props: {
  signOffs: GateSignOff[];
  digest: string;
  withdraw?: () => Promise<unknown>;
}) {
  const { signOffs, digest, withdraw } = props;
  const t = useText();
  const classes = useStyles();
  const identityApi = useApi(identityApiRef);
  const me = useAsync(() => identityApi.getBackstageIdentity(), [identityApi])
    .value?.userEntityRef;
  if (signOffs.length === 0) {
    return (
      <Typography variant="body2">{t('train.board.sign.none')}</Typography>
    );
  }
  return (
    <ul className={classes.list}>
      {signOffs.map(({ by, at, decision, comment, evidenceDigest }) => {
        const stale = evidenceDigest !== digest;
        return (
          <li key={`${by} ${at}`}>
            <span className={stale ? classes.stale : undefined}>
              <EntityName entityRef={by} />{' '}
              {decision === 'approved'
                ? t('train.board.sign.signedYes')
                : t('train.board.sign.signedNo')}{' '}
              <RelativeTime at={at} />
              {comment && `: ${comment}`}
            </span>
            {stale && <> {t('train.board.sign.isStale')}</>}
            {withdraw && by === me && (
              <CommandButton
                size="small"
                label={t('train.board.sign.withdraw')}
                done={t('train.board.sign.withdrawn')}
                perform={withdraw}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}
