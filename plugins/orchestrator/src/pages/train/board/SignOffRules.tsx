import { makeStyles } from '@material-ui/core/styles';
import {
  assessSignOffs,
  type GateSignOff,
  type SigningRule,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { EntityName } from '../../../components/EntityName';
import { ReasonText } from '../../../components/ReasonText';
import { useText } from '../../../translation';

const useStyles = makeStyles(
  theme => ({
    list: {
      margin: theme.spacing(0.5, 0),
      paddingLeft: theme.spacing(2.5),
      overflowWrap: 'anywhere',
    },
  }),
  { name: 'OrchestratorSignOffRules' },
);

/** Who has to sign, and what of it is missing. */
export function SignOffRules(props: {
  rules: (SigningRule & { title?: string })[];
  signOffs: GateSignOff[];
  digest: string;
  authors: string[];
}) {
  const { rules, signOffs, digest, authors } = props;
  const t = useText();
  const classes = useStyles();
  return (
    <ul className={classes.list}>
      {rules.map((rule, index) => {
        const { holds, missing } = assessSignOffs(
          rule,
          signOffs,
          digest,
          authors,
        );
        return (
          // Rules of a criterion have no name of their own.
          <li key={rule.title ?? index}>
            {rule.title && <strong>{rule.title}: </strong>}
            {t('train.board.sign.rule', { count: rule.required })}{' '}
            <Refs refs={rule.from} />
            {Object.keys(rule.roles).length > 0 && (
              <>
                , {t('train.board.sign.roles')}{' '}
                {Object.entries(rule.roles).map(([role, refs], place) => (
                  <span key={role}>
                    {place > 0 && ', '}
                    {role} (<Refs refs={refs} />)
                  </span>
                ))}
              </>
            )}
            {'. '}
            {!rule.selfApproval && `${t('train.board.sign.noSelf')} `}
            <strong>
              {holds ? (
                t('train.board.sign.holds')
              ) : (
                <ReasonText
                  text={t('train.board.sign.waitsFor', {
                    missing: missing.join(', '),
                  })}
                />
              )}
            </strong>
          </li>
        );
      })}
    </ul>
  );
}

function Refs(props: { refs: string[] }) {
  return (
    <>
      {props.refs.map((ref, index) => (
        <span key={ref}>
          {index > 0 && ', '}
          <EntityName entityRef={ref} />
        </span>
      ))}
    </>
  );
}
