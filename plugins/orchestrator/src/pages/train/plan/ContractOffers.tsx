import { makeStyles } from '@material-ui/core/styles';
import Table from '@material-ui/core/Table';
import TableBody from '@material-ui/core/TableBody';
import TableCell from '@material-ui/core/TableCell';
import TableContainer from '@material-ui/core/TableContainer';
import TableHead from '@material-ui/core/TableHead';
import TableRow from '@material-ui/core/TableRow';
import Typography from '@material-ui/core/Typography';
import {
  CONTRACT_STEPS,
  type TrainProduct,
} from '@backstage-orchestrator/plugin-orchestrator-common';
import { Disclosure } from '../../../components/Disclosure';
import { EntityName } from '../../../components/EntityName';
import { SafeLink } from '../../../components/SafeLink';
import { useText } from '../../../translation';
import { titleOf, useTrainPage } from '../TrainContext';
import { consumersOf } from './consumersOf';

type Offer = TrainProduct['contracts']['offers'][number];

const useStyles = makeStyles(
  theme => ({
    // Narrow windows scroll the table: cells of a few letters a line can't be read.
    table: {
      minWidth: 760,
      marginBottom: theme.spacing(1),
      backgroundColor: theme.palette.background.paper,
      '& td': { verticalAlign: 'top', overflowWrap: 'anywhere' },
    },
    list: { margin: 0, paddingLeft: theme.spacing(2.5) },
  }),
  { name: 'OrchestratorContractOffers' },
);

/** What the train offers: versions, dates, the guide, and who uses it. */
export function ContractOffers() {
  const t = useText();
  const classes = useStyles();
  const { detail } = useTrainPage();
  const offers = detail.train.manifest.spec.products.flatMap(product =>
    product.contracts.offers.map(offer => ({ product, offer })),
  );
  return offers.length === 0 ? (
    <Typography variant="body2">{t('train.plan.noOffers')}</Typography>
  ) : (
    <TableContainer>
      <Table
        size="small"
        className={classes.table}
        aria-label={t('train.plan.offers')}
      >
        <TableHead>
          <TableRow>
            <TableCell>{t('train.plan.offer.api')}</TableCell>
            <TableCell>{t('train.plan.offer.version')}</TableCell>
            <TableCell>{t('train.plan.offer.changes')}</TableCell>
            <TableCell>{t('train.plan.offer.dates')}</TableCell>
            <TableCell>{t('train.plan.offer.consumers')}</TableCell>
          </TableRow>
        </TableHead>
        <TableBody>
          {offers.map(({ product, offer }) => (
            <TableRow key={`${product.id} ${offer.api} ${offer.version}`}>
              <TableCell component="th" scope="row">
                <EntityName entityRef={offer.api} />{' '}
                {t('train.plan.by', { product: titleOf(detail, product.id) })}
              </TableCell>
              <TableCell>{offer.version}</TableCell>
              <TableCell>
                {t(`train.plan.${offer.compatibility}`)}
                {offer.alsoServes.length > 0 &&
                  `, ${t('train.plan.alsoServes', {
                    versions: offer.alsoServes.join(', '),
                  })}`}
              </TableCell>
              <TableCell>
                <Dates breaking={offer.breaking} />
              </TableCell>
              <TableCell>
                <Consumers product={product} offer={offer} />
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
    </TableContainer>
  );
}

function Dates({ breaking }: Pick<Offer, 'breaking'>) {
  const t = useText();
  const classes = useStyles();
  return breaking === undefined ? null : (
    <>
      <ul className={classes.list}>
        {CONTRACT_STEPS.map(step => (
          <li key={step}>
            {breaking[step]}: {t(`train.plan.contractStep.${step}`)}
          </li>
        ))}
      </ul>
      <SafeLink to={breaking.guide} underline="always">
        {t('train.plan.guide')}
      </SafeLink>
    </>
  );
}

function Consumers(props: { product: TrainProduct; offer: Offer }) {
  const t = useText();
  const classes = useStyles();
  const { plan } = useTrainPage().detail.train;
  const consumers = consumersOf(plan, props.product.entity, props.offer);
  const behind = consumers.filter(({ ready }) => !ready).length;
  return consumers.length === 0 ? (
    <>{t('train.plan.noConsumers')}</>
  ) : (
    <Disclosure
      label={`${t('train.plan.consumers', { count: consumers.length })}, ${
        behind === 0
          ? t('train.plan.allReady')
          : t('train.plan.notReady', { count: behind })
      }`}
    >
      <ul className={classes.list}>
        {consumers.map(({ consumer, needed, ready }) => (
          <li key={`${consumer} ${needed}`}>
            <EntityName entityRef={consumer} /> {needed}{' '}
            {ready ? t('train.plan.ready') : t('train.plan.isNotReady')}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
