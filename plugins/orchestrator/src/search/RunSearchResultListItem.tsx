import { Link } from '@backstage/core-components';
import { HighlightedSearchResultText } from '@backstage/plugin-search-react';
import type { ResultHighlight } from '@backstage/plugin-search-common';
import Chip from '@material-ui/core/Chip';
import ListItemIcon from '@material-ui/core/ListItemIcon';
import ListItemText from '@material-ui/core/ListItemText';
import { makeStyles } from '@material-ui/core/styles';
import type { RunDocument } from '@backstage-orchestrator/plugin-orchestrator-common';
import type { ReactNode } from 'react';
import { nameOf } from '../components/EntityName';
import { quietColor } from '../components/states/tones';
import { useText } from '../translation';
import { RunStateChip } from './RunStateChip';

const useStyles = makeStyles(
  theme => ({
    chips: {
      display: 'flex',
      flexWrap: 'wrap',
      gap: theme.spacing(1),
      marginTop: theme.spacing(1),
    },
    // A description may be a page long: what was looked for is in the highlighted part of it.
    text: {
      color: quietColor(theme),
      display: '-webkit-box',
      overflow: 'hidden',
      overflowWrap: 'anywhere',
      '-webkit-box-orient': 'vertical',
      '-webkit-line-clamp': 3,
    },
  }),
  { name: 'OrchestratorSearchResult' },
);

/** What a search hands to the item of a result. @public */
export interface RunSearchResultListItemProps {
  icon?: ReactNode;
  /** A document of the index: a `RunDocument` of the common package. */
  result?: object;
  highlight?: ResultHighlight;
}

/** A sweep or a train among the results of a search. */
export function RunSearchResultListItem(props: RunSearchResultListItemProps) {
  const { icon, highlight } = props;
  const result = props.result as RunDocument | undefined;
  const t = useText();
  const classes = useStyles();
  if (!result) {
    return null;
  }
  const text = (field: 'title' | 'text') =>
    highlight?.fields[field] ? (
      <HighlightedSearchResultText
        text={highlight.fields[field]}
        preTag={highlight.preTag}
        postTag={highlight.postTag}
      />
    ) : (
      result[field]
    );
  return (
    <>
      {icon && <ListItemIcon>{icon}</ListItemIcon>}
      <div>
        <ListItemText
          primaryTypographyProps={{ variant: 'h6' }}
          primary={
            <Link noTrack to={result.location}>
              {text('title')}
            </Link>
          }
          secondary={<span className={classes.text}>{text('text')}</span>}
        />
        <div className={classes.chips}>
          <Chip
            size="small"
            style={{ margin: 0 }}
            label={t(`search.kind.${result.kind}`)}
          />
          <RunStateChip run={result} />
          <Chip
            size="small"
            style={{ margin: 0 }}
            label={t('search.owner', { owner: nameOf(result.owner) })}
          />
        </div>
      </div>
    </>
  );
}
